using Eden.Rules;

namespace Eden;

/// <summary>Adagrad (Duchi, Hazan and Singer, "Adaptive Subgradient Methods for Online Learning and Stochastic Optimization", 2011), as PyTorch has it. PyTorch's defaults; the learning rate is 1e-2.</summary>
/// <remarks>
/// With lr = ηα/(1 + (t−1)·decay) and g negated first when maximizing: g ← λp + g; s ← s + g²; p ← p − lr·g/(√s + ε).
/// </remarks>
public sealed record AdagradOptions : DirectionOptions
{
    private static readonly string[] AllStateNames = ["sum"];

    /// <summary>Makes options with the defaults.</summary>
    public AdagradOptions() => LearningRate = 1e-2;

    /// <summary>ε, added to the root of the sum. Default 1e-10.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or NaN.</exception>
    public double Epsilon { get; init => field = Require.AtLeastZero(value); } = 1e-10;

    /// <summary>Step t uses the learning rate divided by 1 + (t−1) times this. PyTorch's <c>lr_decay</c>. Default 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or NaN.</exception>
    public double LearningRateDecay { get; init => field = Require.AtLeastZero(value); }

    /// <summary>Where the sum of squares starts: what the state is filled with when an optimizer takes the group, so it cannot be
    /// changed afterwards. PyTorch's <c>initial_accumulator_value</c>. Default 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or NaN.</exception>
    public double InitialAccumulator { get; init => field = Require.AtLeastZero(value); }

    /// <summary>λ of an L2 penalty: λ times the value is added to the gradient. PyTorch's <c>weight_decay</c>. Default 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or NaN.</exception>
    public double L2Penalty { get; init => field = Require.AtLeastZero(value); }

    /// <inheritdoc/>
    protected internal override ReadOnlySpan<string> StateNames => AllStateNames;

    internal override double InitialState => InitialAccumulator;

    /// <inheritdoc/>
    protected internal override OptimizerOptions Map(IOptionMap map) => (AdagradOptions)base.Map(map) with
    {
        Epsilon = map.Number(nameof(Epsilon), Epsilon, "eps"),
        LearningRateDecay = map.Number(nameof(LearningRateDecay), LearningRateDecay, "lr_decay"),
        InitialAccumulator = map.Number(nameof(InitialAccumulator), InitialAccumulator, "initial_accumulator_value"),
        L2Penalty = map.Number(nameof(L2Penalty), L2Penalty, "weight_decay"),
    };

    /// <inheritdoc/>
    protected internal override OptimizerOptions WithoutDecay() => this with { L2Penalty = 0 };

    /// <inheritdoc/>
    protected override (double L2Penalty, double WeightDecay) Lambdas => (L2Penalty, 0);

    /// <inheritdoc/>
    protected override void SelectDirection<T, TSink>(double learningRate, long t, TSink sink) =>
        sink.Use(new AdagradDirection<T>(this, learningRate, t));
}
