using System.Numerics;
using Eden.Rules;

namespace Eden;

/// <summary>Parameters that an optimizer updates with the same options.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public abstract class ParameterGroup<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly RuleCheck<T> Check = new();

    private readonly Parameter<T>[] _parameters;

    private protected ParameterGroup(IEnumerable<Parameter<T>> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        _parameters = [.. parameters];
        if (_parameters.Length == 0)
        {
            throw new ArgumentException("A parameter group needs at least one parameter.", nameof(parameters));
        }

        if (Array.IndexOf(_parameters, null) is int index and >= 0)
        {
            throw new ArgumentException($"Parameter {index} of the group is null.", nameof(parameters));
        }
    }

    /// <summary>The parameters, in the order given.</summary>
    public IReadOnlyList<Parameter<T>> Parameters => _parameters;

    /// <summary>The learning rate α, settable between steps. It is the one of the group's options.</summary>
    /// <remarks>A rate below the smallest number of <typeparamref name="T"/> is 0 there.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">Negative, NaN, or infinite in <typeparamref name="T"/>.</exception>
    public abstract double LearningRate { get; set; }

    /// <summary>The schedule multiplier η, settable between steps: a step uses the learning rate ηα. Default 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, NaN, or the learning rate or decay times it is infinite in
    /// <typeparamref name="T"/>.</exception>
    public double ScheduleMultiplier
    {
        get;
        set
        {
            Require.AtLeastZero(value);
            CurrentOptions.CheckRates<T>(value);
            field = value;
        }
    } = 1;

    internal abstract OptimizerOptions CurrentOptions { get; }

    /// <summary>What a group of PyTorch's held beside its options, kept for when the run goes back there.</summary>
    internal IReadOnlyList<(string Name, object? Value)> PyTorchEntries { get; set; } = [];

    /// <summary>Takes options of the same type that keep the same state, together with that state, and a multiplier.</summary>
    internal abstract void Adopt(OptimizerOptions options, double scheduleMultiplier);

    /// <summary>Refuses options that contradict each other, or that <typeparamref name="T"/> cannot hold as the first step uses
    /// them.</summary>
    internal static void Validate(OptimizerOptions options, double scheduleMultiplier)
    {
        options.Validate();
        Require.NotVanishing<T>(options.InitialState, nameof(AdagradOptions.InitialAccumulator));
        RuleCheck<T> check = Check;
        options.SelectRule<T, RuleCheck<T>>(scheduleMultiplier, 1, ref check);
    }

    /// <summary>Whether an optimizer keeps state for the group.</summary>
    internal bool IsOwned { get; set; }
}

/// <summary>Parameters that an optimizer updates with the same options of type <typeparamref name="TOptions"/>.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
/// <typeparam name="TOptions">The options of the optimizer, for example <see cref="AdamWOptions"/>.</typeparam>
public sealed class ParameterGroup<T, TOptions> : ParameterGroup<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TOptions : OptimizerOptions
{
    private TOptions _options;

    /// <summary>Makes a group.</summary>
    /// <param name="parameters">The parameters, at least one.</param>
    /// <param name="options">Their options.</param>
    /// <exception cref="ArgumentException">There are no parameters, one is null, or the options contradict each
    /// other.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is infinite in <typeparamref name="T"/>, or so small that it is 0 there
    /// where that would divide by 0.</exception>
    public ParameterGroup(IEnumerable<Parameter<T>> parameters, TOptions options)
        : base(parameters)
    {
        ArgumentNullException.ThrowIfNull(options);
        Validate(options, scheduleMultiplier: 1);
        _options = options;
    }

    /// <summary>The options, replaceable between steps by others that keep the same state.</summary>
    /// <exception cref="ArgumentException">The options contradict each other, or they keep other state than the optimizer has
    /// for the group (AMSGrad or momentum switched on or off) or start it elsewhere (Adagrad); nothing has changed.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is infinite in <typeparamref name="T"/>, or so small that it is 0 there
    /// where that would divide by 0; nothing has changed.</exception>
    public TOptions Options
    {
        get => _options;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            Set(value, ScheduleMultiplier);
        }
    }

    /// <inheritdoc/>
    public override double LearningRate
    {
        get => _options.LearningRate;
        set
        {
            TOptions changed = _options with { LearningRate = value };
            changed.CheckRates<T>(ScheduleMultiplier);
            _options = changed;
        }
    }

    internal override OptimizerOptions CurrentOptions => _options;

    internal override void Adopt(OptimizerOptions options, double scheduleMultiplier)
    {
        Validate(options, scheduleMultiplier);
        _options = (TOptions)options;
        ScheduleMultiplier = scheduleMultiplier;
    }

    /// <summary>Sets options and multiplier together; nothing changes when one of them is refused.</summary>
    internal void Set(TOptions options, double scheduleMultiplier)
    {
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
}
