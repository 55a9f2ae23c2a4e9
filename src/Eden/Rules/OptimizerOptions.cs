using System.Numerics;
using Eden.Kernels;

namespace Eden;

/// <summary>What the options of every optimizer have in common. Options are immutable and always valid.</summary>
public abstract record OptimizerOptions
{
    private const int MostStates = 4;

    /// <summary>The learning rate α. Default 0.001, as PyTorch's Adam and AdamW, where the options do not say otherwise.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or NaN.</exception>
    public double LearningRate { get; init => field = Require.AtLeastZero(value); } = 1e-3;

    /// <summary>Whether to ascend instead of descend: the gradient is negated first. Default <see langword="false"/>.</summary>
    public bool Maximize { get; init; }

    /// <summary>The type with its namespace, so that two of one name are not taken for each other.</summary>
    internal virtual string TypeName => GetType().ToString();

    /// <summary>How many state arrays the rule of these options keeps of a vector.</summary>
    internal int StateCount => CountState(1);

    /// <summary>The names of these arrays in the rule's order; PyTorch's where PyTorch has the optimizer. They end the names of tensors in
    /// checkpoints: <c>fc.weight.exp_avg</c>.</summary>
    protected internal abstract ReadOnlySpan<string> StateNames { get; }

    /// <summary>The names of the state arrays of a parameter whose shape is not known, but whether it has an array is.</summary>
    internal virtual string[] StateNamesOf(Func<string, bool> has) => StateNames.ToArray();

    /// <summary>What the numbers of a state array are: averages can be stored in fewer bytes (docs/storage.md).</summary>
    /// <param name="index">The place in <see cref="StateNames"/>.</param>
    protected internal virtual StateKind KindOfState(int index) => StateKind.Exact;

    /// <summary>The state arrays that the algorithm keeps of a parameter, in its order. Their names are among
    /// <see cref="StateNames"/>.</summary>
    /// <param name="shape">The parameter's shape.</param>
    /// <exception cref="ArgumentException">The shape is larger than any memory.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A dimension is negative.</exception>
    public StateArray[] DescribeState(ReadOnlySpan<long> shape)
    {
        StateArray[] arrays = new StateArray[CountState(shape.Length)];
        for (int i = 0; i < arrays.Length; i++)
        {
            arrays[i] = DescribeState(shape, i);
        }

        return arrays;
    }

    /// <summary>One of the state arrays of a parameter.</summary>
    internal virtual StateArray DescribeState(ReadOnlySpan<long> shape, int index) => new(StateNames[index], shape, InitialState, KindOfState(index));

    /// <summary>How many state arrays the algorithm keeps of a parameter with so many dimensions.</summary>
    internal virtual int CountState(int dimensions) => StateNames.Length;

    /// <summary>What these arrays are filled with before the first step.</summary>
    internal virtual double InitialState => 0;

    /// <summary>What PyTorch keeps of a parameter that Eden computes from the number of its steps; null where there is nothing.</summary>
    internal virtual (string Name, double Value)? StateOfSteps(long steps) => null;

    /// <summary>Whether state is made of averages, in which the rounding of larger numbers that have gone remains.</summary>
    internal virtual bool KeepsAverages => true;

    /// <summary>How far from the values towards the first state array the point of evaluation lies; null where values are evaluated as
    /// they are.</summary>
    public virtual double? GetWeightOfAverage() => null;

    /// <summary>The same options with the values that <paramref name="map"/> gives for its names: their properties'. It is how
    /// checkpoints write and read options, without reflection: a value that is not mapped is not saved.</summary>
    /// <param name="map">Takes a name and a value, and gives the value that the options are to have.</param>
    protected internal virtual OptimizerOptions Map(IOptionMap map) => this with
    {
        LearningRate = map.Number(nameof(LearningRate), LearningRate, "lr"),
        Maximize = map.Flag(nameof(Maximize), Maximize, TorchMaximize),
    };

    /// <summary>The same options with no decay of any kind.</summary>
    protected internal abstract OptimizerOptions WithoutDecay();

    /// <summary>The share of itself that a value loses to decoupled decay in step <paramref name="step"/> (from 1); null where
    /// decay passes through the gradient and cannot be told from the rest.</summary>
    internal abstract double? DecayPerStep(double scheduleMultiplier, long step);

    /// <summary>PyTorch's name of <see cref="Maximize"/>, or null where it does not have the option.</summary>
    internal virtual string? TorchMaximize => "maximize";

    /// <summary>Why the algorithm does not take a parameter of a shape, or null.</summary>
    internal virtual string? RefusalOf(ReadOnlySpan<long> shape) => null;

    /// <summary>What parameters get whose shapes the algorithm does not take, where nobody says otherwise.</summary>
    internal virtual OptimizerOptions ForOtherShapes => this;

    /// <summary>Whether state may lie in a format of its own: not where the rule reads it by itself.</summary>
    internal virtual bool TakesFormats => true;

    /// <summary>Whether steps may be taken with a gradient of some rows alone.</summary>
    internal virtual bool TakesSparseGradients => false;

    /// <summary>Whether the rule has several phases, so that each parameter needs a pass of its own.</summary>
    internal virtual bool IsPhased => false;

    /// <summary>Refuses what the element type cannot hold of the rates that the multiplier changes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A rate is infinite in <typeparamref name="T"/>.</exception>
    internal virtual void CheckRates<T>(double scheduleMultiplier)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.Within<T>(LearningRate, nameof(LearningRate));
        Require.Within<T>(scheduleMultiplier * LearningRate, "LearningRate times ScheduleMultiplier");
    }

    /// <summary>Hands the rule of step <paramref name="step"/> (from 1) to <paramref name="sink"/>. The shape matters to rules with phases
    /// alone.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><typeparamref name="T"/> cannot hold a scalar of the rule.</exception>
    internal abstract void SelectRule<T, TSink>(double scheduleMultiplier, long step, ReadOnlySpan<long> shape, TSink sink)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TSink : IEngineSink<T>;

    /// <summary>Refuses names of state arrays that checkpoints cannot tell apart, and more arrays than a step has.</summary>
    internal void CheckStateNames()
    {
        ReadOnlySpan<string> names = StateNames;
        if (names.Length > MostStates)
        {
            throw new ArgumentException($"{GetType().Name} names {names.Length} state arrays; a rule keeps at most {MostStates}.");
        }

        for (int i = 0; i < names.Length; i++)
        {
            if (string.IsNullOrEmpty(names[i]) || names[..i].Contains(names[i]))
            {
                throw new ArgumentException($"{GetType().Name}: StateNames[{i}] is '{names[i]}'; every state array needs a name, and each another.");
            }
        }
    }

    /// <summary>Refuses a rule with another number of state arrays than there are names: it would use memory that is not there.</summary>
    internal void CheckStateCount(int ofRule)
    {
        if (ofRule != StateCount)
        {
            throw new ArgumentException($"{GetType().Name} names {StateCount} state arrays and its rule keeps {ofRule}; StateNames and the rule's StateCount must agree.");
        }
    }

    /// <summary>Refuses a parameter of a shape that the algorithm does not take.</summary>
    internal void CheckShape(string parameter, ReadOnlySpan<long> shape)
    {
        if (RefusalOf(shape) is string refusal)
        {
            throw new ArgumentException($"'{parameter}' has the shape [{string.Join(", ", shape.ToArray())}]: {refusal}.");
        }
    }

    /// <summary>Refuses options that are valid one by one but not together. Called when a group takes them.</summary>
    internal virtual void Validate()
    {
    }
}
