using System.Numerics;
using Eden.Kernels;
using Eden.Rules;

namespace Eden;

/// <summary>Parameters that an optimizer updates with the same options. The options select the algorithm: groups of one optimizer
/// may have options of different types.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public class ParameterGroup<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Parameter<T>[] _parameters;
    private OptimizerOptions _options;

    /// <summary>Makes a group.</summary>
    /// <param name="parameters">The parameters, at least one.</param>
    /// <param name="options">Their options.</param>
    /// <exception cref="ArgumentException">There are no parameters, one is null, or the options contradict each
    /// other.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is infinite in <typeparamref name="T"/>, or rounds to 0 where that
    /// would divide by 0.</exception>
    public ParameterGroup(IEnumerable<Parameter<T>> parameters, OptimizerOptions options)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(options);
        _parameters = [.. parameters];
        if (_parameters.Length == 0)
        {
            throw new ArgumentException("A parameter group needs at least one parameter.", nameof(parameters));
        }

        if (Array.IndexOf(_parameters, null) is int index and >= 0)
        {
            throw new ArgumentException($"Parameter {index} of the group is null.", nameof(parameters));
        }

        Validate(options, 1);
        _options = options;
    }

    /// <summary>The parameters, in the order given.</summary>
    public IReadOnlyList<Parameter<T>> Parameters => _parameters;

    /// <summary>The options, settable between steps to others of the same type with the same state.</summary>
    /// <exception cref="ArgumentException">The options are of another type, contradict each other, keep other state than the
    /// optimizer has for the group (AMSGrad or momentum switched on or off) or start it elsewhere (Adagrad); nothing has
    /// changed.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is infinite in <typeparamref name="T"/>, or rounds to 0 where that
    /// would divide by 0; nothing has changed.</exception>
    public OptimizerOptions Options
    {
        get => _options;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            Set(value, ScheduleMultiplier);
        }
    }

    /// <summary>The learning rate α of the group's options, settable between steps.</summary>
    /// <remarks>A rate below the smallest number of <typeparamref name="T"/> rounds to 0.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">Negative, NaN, or infinite in <typeparamref name="T"/>.</exception>
    public double LearningRate
    {
        get => _options.LearningRate;
        set
        {
            OptimizerOptions changed = _options with { LearningRate = value };
            changed.CheckRates<T>(ScheduleMultiplier);
            _options = changed;
        }
    }

    /// <summary>The schedule multiplier η, settable between steps: a step uses the learning rate ηα. Default 1. With a
    /// <see cref="Schedule"/> each step sets it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, NaN, or the learning rate or decay times it is infinite in
    /// <typeparamref name="T"/>.</exception>
    public double ScheduleMultiplier
    {
        get;
        set
        {
            Require.AtLeastZero(value);
            _options.CheckRates<T>(value);
            field = value;
        }
    } = 1;

    /// <summary>The schedule that sets the multiplier before each step: <c>Schedule.At(optimizer.StepCount)</c>. Default null:
    /// the multiplier stays as set.</summary>
    /// <remarks>A checkpoint holds the step count and the multiplier, but not the schedule, which is a function: set it again to
    /// resume.</remarks>
    public Schedule? Schedule { get; set; }

    /// <summary>Sets what is scheduled for a step; nothing changes when the group refuses a value.</summary>
    internal virtual void ApplySchedules(long step)
    {
        if (Schedule is not null)
        {
            ScheduleMultiplier = Schedule.At(step);
        }
    }

    /// <summary>What a group of PyTorch's held beside its options, kept for when the run goes back there.</summary>
    internal IReadOnlyList<(string Name, object? Value)> PyTorchEntries { get; set; } = [];

    /// <summary>How the state is stored. Set it before an optimizer takes the group. Default: in the type of the parameters.</summary>
    /// <remarks>An optimizer refuses the group with a <see cref="NotSupportedException"/> where the algorithm has no state that can be
    /// stored so, or the parameters are not of float.</remarks>
    /// <exception cref="InvalidOperationException">An optimizer keeps state for the group already.</exception>
    public StorageOptions Storage
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            field = IsOwned && value != field
                ? throw new InvalidOperationException("The optimizer keeps state for the group already; set Storage before it takes the group.")
                : value;
        }
    } = new();

    /// <summary>The formats of all parameters in the place of those that <see cref="Storage"/> chooses, for tests.</summary>
    internal SegmentStorage<T>? Formats { get; set; }

    /// <summary>Whether an optimizer keeps state for the group.</summary>
    internal bool IsOwned { get; set; }

    /// <summary>Takes options of the same type that keep the same state, together with that state, and a multiplier.</summary>
    internal void Adopt(OptimizerOptions options, double scheduleMultiplier)
    {
        Validate(options, scheduleMultiplier);
        _options = options;
        ScheduleMultiplier = scheduleMultiplier;
    }

    /// <summary>The same group with other parameters.</summary>
    internal ParameterGroup<T> CopyFor(IEnumerable<Parameter<T>> parameters)
    {
        ParameterGroup<T> copy = Create(parameters);
        copy.Storage = Storage;
        copy.Formats = Formats;
        copy.ScheduleMultiplier = ScheduleMultiplier;
        copy.Schedule = Schedule;
        copy.PyTorchEntries = PyTorchEntries;
        return copy;
    }

    /// <summary>Refuses options that contradict each other, or that <typeparamref name="T"/> cannot hold as the first step uses
    /// them.</summary>
    internal static void Validate(OptimizerOptions options, double scheduleMultiplier)
    {
        options.Validate();
        Require.NotVanishing<T>(options.InitialState, nameof(AdagradOptions.InitialAccumulator));
        options.CheckStateNames();
        RuleCheck<T> check = new();
        options.SelectRule<T, RuleCheck<T>>(scheduleMultiplier, 1, [], check);
        if (check.Taken != 1)
        {
            throw new ArgumentException($"{options.GetType().Name} hands {check.Taken} rules to the sink; each call must hand over one.");
        }
    }

    /// <summary>Sets options and multiplier together; nothing changes when one of them is refused.</summary>
    internal void Set(OptimizerOptions options, double scheduleMultiplier)
    {
        if (options.GetType() != _options.GetType())
        {
            throw new ArgumentException($"The group has {_options.GetType().Name}, not {options.GetType().Name}; make a new optimizer.", nameof(options));
        }

        Validate(options, Require.AtLeastZero(scheduleMultiplier, nameof(ScheduleMultiplier)));
        if (IsOwned && !options.StateNames.SequenceEqual(_options.StateNames))
        {
            throw new ArgumentException("The new options keep other state than the optimizer has for this group; make a new optimizer.", nameof(options));
        }

        if (IsOwned && options.InitialState != _options.InitialState)
        {
            throw new ArgumentException("The new options start from another state than the optimizer did for this group; make a new optimizer.", nameof(options));
        }

        _options = options;
        ScheduleMultiplier = scheduleMultiplier;
    }

    private protected virtual ParameterGroup<T> Create(IEnumerable<Parameter<T>> parameters) => new(parameters, _options);
}
