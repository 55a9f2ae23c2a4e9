using Eden.Rules;

namespace Eden;

/// <summary>AdEMAMix (Pagliardini, Ablin and Grangier, "The AdEMAMix Optimizer: Better, Faster, Older", 2024, Algorithm 1): AdamW with a
/// second, slow average of the gradients. The defaults of the authors' code.</summary>
/// <remarks>
/// With lr = ηα and g negated first when maximizing: f ← f + (1−β₁)(g−f); s ← s + (1−β₃)(g−s); v ← β₂v + (1−β₂)g²;
/// p ← p − lr·((f/(1−β₁ᵗ) + w·s)/(√(v/(1−β₂ᵗ)) + ε) + λp). The slow average is not corrected for bias. In step t of a warm-up over T
/// steps w is SlowWeight·t/T, and the half-life of β₃ goes from that of β₁ to its own. PyTorch has no AdEMAMix.
/// </remarks>
public sealed record AdEmaMixOptions : MomentOptions
{
    private static readonly string[] AllStateNames = ["exp_avg_fast", "exp_avg_slow", "exp_avg_sq"];

    /// <summary>β₃, the decay of the slow average. Default 0.9999.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside [0, 1) or NaN.</exception>
    public double Beta3 { get; init => field = Require.Coefficient(value); } = 0.9999;

    /// <summary>w, the weight of the slow average beside the fast one. The source's <c>alpha</c>. Default 2.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or NaN.</exception>
    public double SlowWeight { get; init => field = Require.AtLeastZero(value); } = 2;

    /// <summary>How many steps β₃ rises from β₁; 0 for none. The paper advises the length of the training. Default 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public long Beta3WarmupSteps { get; init => field = Require.AtLeastZero(value); }

    /// <summary>How many steps the weight of the slow average rises from 0; 0 for none. The paper advises the length of the training.
    /// Default 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public long SlowWeightWarmupSteps { get; init => field = Require.AtLeastZero(value); }

    /// <summary>λ of decoupled decay: each step takes ηα·λ·p from p. Default 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or NaN.</exception>
    public double WeightDecay { get; init => field = Require.AtLeastZero(value); }

    /// <inheritdoc/>
    protected internal override ReadOnlySpan<string> StateNames => AllStateNames;

    /// <inheritdoc/>
    /// <remarks>A step changes the slow average by less than small formats tell apart.</remarks>
    protected internal override StateKind KindOfState(int index) => index switch
    {
        0 => StateKind.SignedAverage,
        1 => StateKind.Exact,
        _ => StateKind.NonNegativeAverage,
    };

    /// <inheritdoc/>
    protected internal override OptimizerOptions Map(IOptionMap map) => (AdEmaMixOptions)base.Map(map) with
    {
        Beta3 = map.Number(nameof(Beta3), Beta3, "betas[2]"),
        SlowWeight = map.Number(nameof(SlowWeight), SlowWeight, "alpha"),
        Beta3WarmupSteps = map.Count(nameof(Beta3WarmupSteps), Beta3WarmupSteps, "beta3_warmup"),
        SlowWeightWarmupSteps = map.Count(nameof(SlowWeightWarmupSteps), SlowWeightWarmupSteps, "alpha_warmup"),
        WeightDecay = map.Number(nameof(WeightDecay), WeightDecay, "weight_decay"),
    };

    /// <inheritdoc/>
    protected internal override OptimizerOptions WithoutDecay() => this with { WeightDecay = 0 };

    /// <inheritdoc/>
    protected override (double L2Penalty, double WeightDecay) Lambdas => (0, WeightDecay);

    /// <inheritdoc/>
    protected override void SelectDirection<T, TSink>(double learningRate, long t, TSink sink) =>
        sink.Use(new AdEmaMixDirection<T>(this, learningRate, t));

    /// <summary>w in a step.</summary>
    internal double SlowWeightAt(long t) => t < SlowWeightWarmupSteps ? SlowWeight * t / SlowWeightWarmupSteps : SlowWeight;

    /// <summary>β₃ in a step: half-lives are interpolated, as the authors do it.</summary>
    internal double Beta3At(long t)
    {
        if (t >= Beta3WarmupSteps)
        {
            return Beta3;
        }

        double share = (double)t / Beta3WarmupSteps;
        double beta = Math.Pow(0.5, 1 / (((1 - share) * HalfLife(Beta1)) + (share * HalfLife(Beta3)) + 1));
        return Math.Clamp(beta, Math.Min(Beta1, Beta3), Math.Max(Beta1, Beta3));
    }

    /// <summary>The steps after which half of an average is left, less one; the small number keeps β = 0 apart.</summary>
    private static double HalfLife(double beta) => (Math.Log(0.5) / Math.Log(beta + 1e-8)) - 1;
}
