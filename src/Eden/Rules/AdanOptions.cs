using Eden.Rules;

namespace Eden;

/// <summary>Adan (Xie et al., "Adan: Adaptive Nesterov Momentum Algorithm for Faster Optimizing Deep Models", 2022, Algorithm 1), with the
/// defaults of the authors' code. Its β are 1 minus the paper's.</summary>
/// <remarks>
/// With lr = ηα, g negated first when maximizing, and δ = g − g of the step before (0 in the first): m ← m + (1−β₁)(g−m);
/// d ← d + (1−β₂)(δ−d); n ← β₃n + (1−β₃)(g + β₂δ)²; u = lr·(m/(1−β₁ᵗ) + β₂d/(1−β₂ᵗ))/(√(n/(1−β₃ᵗ)) + ε); p ← (p − u)/(1 + lr·λ), or
/// with <see cref="DecaysFirst"/> p ← (1 − lr·λ)p − u. PyTorch has no Adan; timm and the authors' code keep the negated gradient, as here.
/// </remarks>
public sealed record AdanOptions : DirectionOptions
{
    private static readonly string[] AllStateNames = ["exp_avg", "exp_avg_sq", "exp_avg_diff", "neg_pre_grad"];

    /// <summary>β₁, the decay of the first moment. Default 0.98.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside [0, 1) or NaN.</exception>
    public double Beta1 { get; init => field = Require.Coefficient(value); } = 0.98;

    /// <summary>β₂, the decay of the moment of gradient differences. Default 0.92.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside [0, 1) or NaN.</exception>
    public double Beta2 { get; init => field = Require.Coefficient(value); } = 0.92;

    /// <summary>β₃, the decay of the second moment. Default 0.99.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside [0, 1) or NaN.</exception>
    public double Beta3 { get; init => field = Require.Coefficient(value); } = 0.99;

    /// <summary>ε, added to the root of the bias-corrected second moment. Default 1e-8.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or NaN.</exception>
    public double Epsilon { get; init => field = Require.AtLeastZero(value); } = 1e-8;

    /// <summary>λ of decay, which divides by 1 + lr·λ after the update. Default 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or NaN.</exception>
    public double WeightDecay { get; init => field = Require.AtLeastZero(value); }

    /// <summary>Whether decay takes lr·λ·p from p before the update, as AdamW, instead. timm's <c>no_prox</c>. Default
    /// <see langword="false"/>.</summary>
    public bool DecaysFirst { get; init; }

    /// <inheritdoc/>
    protected internal override ReadOnlySpan<string> StateNames => AllStateNames;

    /// <inheritdoc/>
    protected internal override StateKind KindOfState(int index) => index switch
    {
        0 => StateKind.SignedAverage,
        1 => StateKind.NonNegativeAverage,
        2 => StateKind.SignedAverage,
        _ => StateKind.Exact,
    };

    /// <inheritdoc/>
    protected internal override OptimizerOptions Map(IOptionMap map) => (AdanOptions)base.Map(map) with
    {
        Beta1 = map.Number(nameof(Beta1), Beta1, "betas[0]"),
        Beta2 = map.Number(nameof(Beta2), Beta2, "betas[1]"),
        Beta3 = map.Number(nameof(Beta3), Beta3, "betas[2]"),
        Epsilon = map.Number(nameof(Epsilon), Epsilon, "eps"),
        WeightDecay = map.Number(nameof(WeightDecay), WeightDecay, "weight_decay"),
        DecaysFirst = map.Flag(nameof(DecaysFirst), DecaysFirst, "no_prox"),
    };

    /// <inheritdoc/>
    protected internal override OptimizerOptions WithoutDecay() => this with { WeightDecay = 0 };

    /// <inheritdoc/>
    protected override (double L2Penalty, double WeightDecay) Lambdas => (0, WeightDecay);

    private protected override double DecayScale(double scheduleMultiplier) => StepSize(base.DecayScale(scheduleMultiplier));

    /// <inheritdoc/>
    protected override void SelectDirection<T, TSink>(double learningRate, long t, TSink sink) =>
        sink.Use(new AdanDirection<T>(this, StepSize(learningRate), t));

    /// <summary>The learning rate, divided by 1 + lr·λ where decay comes last.</summary>
    private double StepSize(double learningRate) => DecaysFirst ? learningRate : learningRate / (1 + (learningRate * WeightDecay));
}
