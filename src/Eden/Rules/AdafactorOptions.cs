using Eden.Rules;

namespace Eden;

/// <summary>Adafactor (Shazeer and Stern, "Adafactor: Adaptive Learning Rates with Sublinear Memory Cost", 2018, Algorithms 4 and 5) as
/// PyTorch's: for a matrix it keeps a mean of squares per row and per column instead of per element. PyTorch's defaults; the learning
/// rate is 1e-2.</summary>
/// <remarks>
/// With lr = ηα, g negated first when maximizing, and w = t^Beta2Decay: R ← R + w(mean of g² over a row − R), C likewise over a column,
/// v = R·C/max(mean of R, ε₁), or for a vector v ← v + w(g² − v); u = g/√max(v, ε₁²);
/// p ← p − lr·λ·p − min(lr, 1/√t)·max(ε₂, RMS(p))·u/max(1, RMS(u)/d). Tensors of more dimensions are matrices of the last two.
/// </remarks>
public sealed record AdafactorOptions : OptimizerOptions
{
    private static readonly string[] AllStateNames = ["row_var", "col_var", "variance"];

    /// <summary>Makes options with the defaults.</summary>
    public AdafactorOptions() => LearningRate = 1e-2;

    /// <summary>The means take in step t the share t to the power of this from the new squares. PyTorch's <c>beta2_decay</c>. Default
    /// −0.8.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Above 0, infinite or NaN.</exception>
    public double Beta2Decay { get; init => field = Require.AtMostZero(value); } = -0.8;

    /// <summary>ε₁: its square is the least variance. Null is the machine epsilon of the element type, as PyTorch's None. Default
    /// null.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or NaN.</exception>
    public double? Epsilon1 { get; init => field = value is double epsilon ? Require.AtLeastZero(epsilon, nameof(Epsilon1)) : null; }

    /// <summary>ε₂: the least size of values that the step is scaled by. Default 1e-3.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or NaN.</exception>
    public double Epsilon2 { get; init => field = Require.AtLeastZero(value); } = 1e-3;

    /// <summary>d: the root mean square to which an update is clipped. PyTorch's <c>d</c>. Default 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">0, negative, infinite or NaN.</exception>
    public double ClippingThreshold { get; init => field = Require.Above(value, 0); } = 1;

    /// <summary>λ of decoupled decay: each step takes ηα·λ·p from p. Default 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or NaN.</exception>
    public double WeightDecay { get; init => field = Require.AtLeastZero(value); }

    /// <inheritdoc/>
    protected internal override ReadOnlySpan<string> StateNames => AllStateNames;

    /// <inheritdoc/>
    protected internal override OptimizerOptions Map(IOptionMap map) => (AdafactorOptions)base.Map(map) with
    {
        Beta2Decay = map.Number(nameof(Beta2Decay), Beta2Decay, "beta2_decay"),
        Epsilon1 = map.Number(nameof(Epsilon1), Epsilon1, "eps[0]"),
        Epsilon2 = map.Number(nameof(Epsilon2), Epsilon2, "eps[1]"),
        ClippingThreshold = map.Number(nameof(ClippingThreshold), ClippingThreshold, "d"),
        WeightDecay = map.Number(nameof(WeightDecay), WeightDecay, "weight_decay"),
    };

    /// <inheritdoc/>
    protected internal override OptimizerOptions WithoutDecay() => this with { WeightDecay = 0 };

    internal override string[] StateNamesOf(Func<string, bool> has) => has("variance") ? ["variance"] : ["row_var", "col_var"];

    internal override StateArray DescribeState(ReadOnlySpan<long> shape, int index) => (shape.Length < 2, index) switch
    {
        (true, _) => new("variance", shape, 0),
        (_, 0) => new("row_var", [.. shape[..^1], 1], 0, isElementwise: false),
        _ => new("col_var", [.. shape[..^2], 1, shape[^1]], 0, isElementwise: false),
    };

    internal override int CountState(int dimensions) => dimensions < 2 ? 1 : 2;

    internal override bool IsPhased => true;

    internal override bool TakesFormats => false;

    internal override double? DecayPerStep(double scheduleMultiplier, long step) => scheduleMultiplier * LearningRate * WeightDecay;

    internal override void CheckRates<T>(double scheduleMultiplier)
    {
        base.CheckRates<T>(scheduleMultiplier);
        Require.Within<T>(scheduleMultiplier * LearningRate * WeightDecay, "WeightDecay times its rate");
    }

    internal override void SelectRule<T, TSink>(double scheduleMultiplier, long step, ReadOnlySpan<long> shape, TSink sink)
    {
        CheckRates<T>(scheduleMultiplier);
        sink.UsePhased(new AdafactorRule<T>(this, scheduleMultiplier * LearningRate, step, shape));
    }
}
