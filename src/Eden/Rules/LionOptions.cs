using Eden.Rules;

namespace Eden;

/// <summary>Lion (Chen et al., "Symbolic Discovery of Optimization Algorithms", 2023, Algorithm 2), with decoupled decay. The defaults of the paper's code; the learning rate is 1e-4.</summary>
/// <remarks>
/// With lr = ηα and g negated first when maximizing: p ← p − (lr·λ·p + lr·sign(β₁m + (1−β₁)g)); m ← β₂m + (1−β₂)g. The sign of
/// zero is zero; a direction that is infinite or NaN makes the value NaN, where PyTorch's <c>sign</c> would make a step of it. A first moment below a few smallest normal numbers counts as zero, so that a weight without a gradient comes
/// to rest.
/// </remarks>
public sealed record LionOptions : DirectionOptions
{
    private static readonly string[] AllStateNames = ["exp_avg"];

    /// <summary>Makes options with the defaults.</summary>
    public LionOptions() => LearningRate = 1e-4;

    /// <summary>β₁, the share of the first moment in the direction of a step. Default 0.9.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside [0, 1) or NaN.</exception>
    public double Beta1 { get; init => field = Require.Coefficient(value); } = 0.9;

    /// <summary>β₂, the decay of the first moment. Default 0.99.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside [0, 1) or NaN.</exception>
    public double Beta2 { get; init => field = Require.Coefficient(value); } = 0.99;

    /// <summary>λ of decoupled decay: each step takes ηα·λ·p from p. The paper takes 3 to 10 times that of AdamW, with a learning
    /// rate as many times smaller. Default 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or NaN.</exception>
    public double WeightDecay { get; init => field = Require.AtLeastZero(value); }

    /// <summary>Whether a value decays only where the update does not move it away from 0 (Chen et al., "Cautious Weight Decay", 2025).
    /// Default <see langword="false"/>.</summary>
    public bool CautiousDecay { get; init; }

    /// <inheritdoc/>
    protected internal override ReadOnlySpan<string> StateNames => AllStateNames;

    /// <inheritdoc/>
    protected internal override StateKind KindOfState(int index) => StateKind.SignedAverage;

    /// <inheritdoc/>
    protected internal override OptimizerOptions Map(IOptionMap map) => (LionOptions)base.Map(map) with
    {
        Beta1 = map.Number(nameof(Beta1), Beta1),
        Beta2 = map.Number(nameof(Beta2), Beta2),
        WeightDecay = map.Number(nameof(WeightDecay), WeightDecay),
        CautiousDecay = map.Flag(nameof(CautiousDecay), CautiousDecay),
    };

    /// <inheritdoc/>
    protected internal override OptimizerOptions WithoutDecay() => this with { WeightDecay = 0 };

    /// <inheritdoc/>
    protected override (double L2Penalty, double WeightDecay) Lambdas => (0, WeightDecay);

    private protected override bool MasksDecay => CautiousDecay;

    /// <inheritdoc/>
    protected override void SelectDirection<T, TSink>(double learningRate, long t, TSink sink) =>
        sink.Use(new LionDirection<T>(this, learningRate));
}
