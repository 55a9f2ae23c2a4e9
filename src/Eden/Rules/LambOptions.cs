using Eden.Rules;

namespace Eden;

/// <summary>LAMB (You et al., "Large Batch Optimization for Deep Learning: Training BERT in 76 Minutes", 2020, Algorithm 2) as timm's: AdamW whose
/// step has, for each parameter, the size of its values. For large batches. timm's defaults, but for its clipping.</summary>
/// <remarks>
/// With lr = ηα and g negated first when maximizing: m ← m + (1−β₁)(g−m); v ← β₂v + (1−β₂)g²;
/// u = (m/(1−β₁ᵗ))/(√(v/(1−β₂ᵗ)) + ε) + λp; p ← p − lr·r·u with the trust ratio r = ‖p‖/‖u‖ of the parameter, 1 where a norm is 0. timm
/// clips all gradients to a norm of 1; here that is <see cref="GradientOptions.MaxNorm"/>. PyTorch has no LAMB.
/// </remarks>
public sealed record LambOptions : OptimizerOptions
{
    private static readonly string[] AllStateNames = ["exp_avg", "exp_avg_sq"];

    /// <summary>β₁, the decay of the first moment. Default 0.9.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside [0, 1) or NaN.</exception>
    public double Beta1 { get; init => field = Require.Coefficient(value); } = 0.9;

    /// <summary>β₂, the decay of the second moment. Default 0.999.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside [0, 1) or NaN.</exception>
    public double Beta2 { get; init => field = Require.Coefficient(value); } = 0.999;

    /// <summary>ε, added to the root of the bias-corrected second moment. Default 1e-6.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or NaN.</exception>
    public double Epsilon { get; init => field = Require.AtLeastZero(value); } = 1e-6;

    /// <summary>λ: λp is part of the update, and so of its norm. Default 0.01.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or NaN.</exception>
    public double WeightDecay { get; init => field = Require.AtLeastZero(value); } = 0.01;

    /// <summary>Whether the trust ratio is at most 1. timm's <c>trust_clip</c>. Default <see langword="false"/>.</summary>
    public bool ClipsTrust { get; init; }

    /// <summary>Whether parameters without decay have a trust ratio too. timm's <c>always_adapt</c>. Default
    /// <see langword="false"/>.</summary>
    public bool AlwaysAdapts { get; init; }

    /// <inheritdoc/>
    protected internal override ReadOnlySpan<string> StateNames => AllStateNames;

    /// <inheritdoc/>
    protected internal override OptimizerOptions Map(IOptionMap map) => (LambOptions)base.Map(map) with
    {
        Beta1 = map.Number(nameof(Beta1), Beta1, "betas[0]"),
        Beta2 = map.Number(nameof(Beta2), Beta2, "betas[1]"),
        Epsilon = map.Number(nameof(Epsilon), Epsilon, "eps"),
        WeightDecay = map.Number(nameof(WeightDecay), WeightDecay, "weight_decay"),
        ClipsTrust = map.Flag(nameof(ClipsTrust), ClipsTrust, "trust_clip"),
        AlwaysAdapts = map.Flag(nameof(AlwaysAdapts), AlwaysAdapts, "always_adapt"),
    };

    /// <inheritdoc/>
    protected internal override OptimizerOptions WithoutDecay() => this with { WeightDecay = 0 };

    internal override bool IsPhased => true;

    // Decay is multiplied by a ratio that only the step knows.
    internal override double? DecayPerStep(double scheduleMultiplier, long step) => WeightDecay > 0 ? null : 0;

    internal override void SelectRule<T, TSink>(double scheduleMultiplier, long step, ReadOnlySpan<long> shape, TSink sink)
    {
        CheckRates<T>(scheduleMultiplier);
        sink.UsePhased(new LambRule<T>(this, scheduleMultiplier * LearningRate, step, ParameterShape.CountElements(shape)));
    }
}
