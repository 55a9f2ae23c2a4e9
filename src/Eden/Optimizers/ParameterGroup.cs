using System.Numerics;

namespace Eden;

/// <summary>Parameters that an optimizer updates with the same options.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public abstract class ParameterGroup<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
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
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or NaN.</exception>
    public abstract double LearningRate { get; set; }

    /// <summary>The schedule multiplier η, settable between steps: a step uses the learning rate ηα. Default 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or NaN.</exception>
    public double ScheduleMultiplier { get; set => field = Require.AtLeastZero(value); } = 1;

    internal abstract OptimizerOptions CurrentOptions { get; }

    /// <summary>Takes options of the same type that keep the same state, together with that state.</summary>
    internal abstract void Adopt(OptimizerOptions options);

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
    public ParameterGroup(IEnumerable<Parameter<T>> parameters, TOptions options)
        : base(parameters)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options;
    }

    /// <summary>The options, replaceable between steps by others that keep the same state.</summary>
    /// <exception cref="ArgumentException">The options contradict each other, or they keep other state than the optimizer has
    /// for the group (AMSGrad or momentum switched on or off) or start it elsewhere (Adagrad).</exception>
    public TOptions Options
    {
        get => _options;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            value.Validate();
            if (IsOwned && !value.StateNames.SequenceEqual(_options.StateNames))
            {
                throw new ArgumentException("The new options keep other state than the optimizer has for this group; make a new optimizer.", nameof(value));
            }

            if (IsOwned && value.InitialState != _options.InitialState)
            {
                throw new ArgumentException("The new options start from another state than the optimizer did for this group; make a new optimizer.", nameof(value));
            }

            _options = value;
        }
    }

    /// <inheritdoc/>
    public override double LearningRate
    {
        get => _options.LearningRate;
        set => _options = _options with { LearningRate = value };
    }

    internal override OptimizerOptions CurrentOptions => _options;

    internal override void Adopt(OptimizerOptions options)
    {
        options.Validate();
        _options = (TOptions)options;
    }
}
