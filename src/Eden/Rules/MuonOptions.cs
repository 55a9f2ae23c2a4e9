using Eden.Rules;

namespace Eden;

/// <summary>Muon (Jordan et al., "Muon: An optimizer for hidden layers in neural networks", 2024) as PyTorch's: momentum whose matrix is
/// replaced by a nearly orthogonal one. For matrices alone: the weights of hidden layers. PyTorch's defaults.</summary>
/// <remarks>
/// With lr = ηα and g negated first when maximizing: m ← m + (1−μ)(g−m); u = m, or with Nesterov u = g + μ(m−g);
/// X ← u/max(‖u‖, ε) with as many rows as columns at most; X ← aX + (bG + cG²)X with G = XXᵀ, NewtonSchulzSteps times;
/// p ← p − lr·λ·p − lr·r·X with the factor r of <see cref="RateAdjustment"/>. PyTorch multiplies the matrices in bfloat16, and Eden in the
/// parameter's type (docs/pytorch.md).
/// <para>Parameters of other than two dimensions are refused when an optimizer is made; <see cref="Muon.WithAdamW"/> gives them to
/// AdamW.</para>
/// </remarks>
public sealed record MuonOptions : OptimizerOptions
{
    private static readonly string[] AllStateNames = ["momentum_buffer"];

    /// <summary>μ, the decay of the momentum. Default 0.95.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside [0, 1) or NaN.</exception>
    public double Momentum { get; init => field = Require.Coefficient(value); } = 0.95;

    /// <summary>Whether to use Nesterov momentum. Default <see langword="true"/>.</summary>
    public bool Nesterov { get; init; } = true;

    /// <summary>λ of decoupled decay: each step takes ηα·λ·p from p, whatever the adjustment. Default 0.1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or NaN.</exception>
    public double WeightDecay { get; init => field = Require.AtLeastZero(value); } = 0.1;

    /// <summary>a of the polynomial. PyTorch's <c>ns_coefficients[0]</c>. Default 3.4445.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Infinite or NaN.</exception>
    public double CoefficientA { get; init => field = Require.Finite(value); } = 3.4445;

    /// <summary>b of the polynomial. PyTorch's <c>ns_coefficients[1]</c>. Default −4.775.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Infinite or NaN.</exception>
    public double CoefficientB { get; init => field = Require.Finite(value); } = -4.775;

    /// <summary>c of the polynomial. PyTorch's <c>ns_coefficients[2]</c>. Default 2.0315.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Infinite or NaN.</exception>
    public double CoefficientC { get; init => field = Require.Finite(value); } = 2.0315;

    /// <summary>ε, the least norm that the update is divided by. Default 1e-7.</summary>
    /// <exception cref="ArgumentOutOfRangeException">0, negative, infinite or NaN.</exception>
    public double Epsilon { get; init => field = Require.Above(value, 0); } = 1e-7;

    /// <summary>How often the polynomial is applied. PyTorch's <c>ns_steps</c>. Default 5.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 0 or above 99.</exception>
    public long NewtonSchulzSteps { get; init => field = Require.Between(value, 0, 99); } = 5;

    /// <summary>What the learning rate is multiplied by, but not that of decay. PyTorch's <c>adjust_lr_fn</c>. Default
    /// <see cref="RateAdjustment.Original"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not one of the adjustments.</exception>
    public RateAdjustment RateAdjustment { get; init => field = Require.Defined(value); }

    /// <inheritdoc/>
    protected internal override ReadOnlySpan<string> StateNames => AllStateNames;

    /// <inheritdoc/>
    protected internal override OptimizerOptions Map(IOptionMap map) => (MuonOptions)base.Map(map) with
    {
        Momentum = map.Number(nameof(Momentum), Momentum, "momentum"),
        Nesterov = map.Flag(nameof(Nesterov), Nesterov, "nesterov"),
        WeightDecay = map.Number(nameof(WeightDecay), WeightDecay, "weight_decay"),
        CoefficientA = map.Number(nameof(CoefficientA), CoefficientA, "ns_coefficients[0]"),
        CoefficientB = map.Number(nameof(CoefficientB), CoefficientB, "ns_coefficients[1]"),
        CoefficientC = map.Number(nameof(CoefficientC), CoefficientC, "ns_coefficients[2]"),
        Epsilon = map.Number(nameof(Epsilon), Epsilon, "eps"),
        NewtonSchulzSteps = map.Count(nameof(NewtonSchulzSteps), NewtonSchulzSteps, "ns_steps"),
        RateAdjustment = map.Choice(nameof(RateAdjustment), RateAdjustment, "adjust_lr_fn=original|match_rms_adamw|spectral_unclamped"),
    };

    /// <inheritdoc/>
    protected internal override OptimizerOptions WithoutDecay() => this with { WeightDecay = 0 };

    internal override string? TorchMaximize => null;

    internal override bool IsPhased => true;

    internal override bool TakesFormats => false;

    internal override string? RefusalOf(ReadOnlySpan<long> shape) => shape.Length == 2 ? null
        : $"Muon takes matrices, parameters of two dimensions; {nameof(Muon)}.{nameof(Muon.WithAdamW)} gives the others to AdamW";

    internal override AdamWOptions ForOtherShapes => new() { LearningRate = LearningRate, WeightDecay = WeightDecay };

    internal override double? DecayPerStep(double scheduleMultiplier, long step) => scheduleMultiplier * LearningRate * WeightDecay;

    internal override void CheckRates<T>(double scheduleMultiplier)
    {
        base.CheckRates<T>(scheduleMultiplier);
        Require.Within<T>(scheduleMultiplier * LearningRate * WeightDecay, "WeightDecay times its rate");
    }

    internal override void SelectRule<T, TSink>(double scheduleMultiplier, long step, ReadOnlySpan<long> shape, TSink sink)
    {
        CheckRates<T>(scheduleMultiplier);
        (long rows, long columns) = shape.Length == 2 ? (shape[0], shape[1]) : (0, 0);
        sink.UseMatrix(new MuonRule<T>(this, scheduleMultiplier * LearningRate, rows, columns));
    }

    /// <summary>What the learning rate of a matrix is multiplied by.</summary>
    internal double RateFactor(double rows, double columns) => RateAdjustment switch
    {
        RateAdjustment.Original => Math.Sqrt(Math.Max(1, rows / columns)),
        RateAdjustment.MatchRmsAdamW => 0.2 * Math.Sqrt(Math.Max(rows, columns)),
        _ => Math.Sqrt(rows / columns),
    };
}
