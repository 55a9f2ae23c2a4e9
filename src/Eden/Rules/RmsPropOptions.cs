using Eden.Rules;

namespace Eden;

/// <summary>RMSprop (Hinton, "Neural Networks for Machine Learning", lecture 6e, 2012; centered after Graves 2013), as PyTorch has it. PyTorch's defaults; the learning rate is 1e-2.</summary>
/// <remarks>
/// With lr = ηα and g negated first when maximizing, and α of PyTorch written ρ: g ← λp + g; v ← ρv + (1−ρ)g²; centered,
/// ḡ ← ρḡ + (1−ρ)g and v − ḡ² takes the place of v below; d = g/(√v + ε); with momentum b ← μb + d and p ← p − lr·b, without
/// p ← p − lr·d.
/// </remarks>
public sealed record RmsPropOptions : DirectionOptions
{
    private static readonly string[] PlainNames = ["square_avg"];
    private static readonly string[] CenteredNames = ["square_avg", "grad_avg"];
    private static readonly string[] MomentumNames = ["square_avg", "momentum_buffer"];
    private static readonly string[] CenteredMomentumNames = ["square_avg", "grad_avg", "momentum_buffer"];

    /// <summary>Makes options with the defaults.</summary>
    public RmsPropOptions() => LearningRate = 1e-2;

    /// <summary>α of PyTorch, the decay of the moving averages. Default 0.99.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside [0, 1) or NaN.</exception>
    public double Alpha { get; init => field = Require.Coefficient(value); } = 0.99;

    /// <summary>ε, added to the root. Default 1e-8.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or NaN.</exception>
    public double Epsilon { get; init => field = Require.AtLeastZero(value); } = 1e-8;

    /// <summary>μ, the share of the momentum that is kept in each step; 0 keeps no momentum at all. Default 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or NaN.</exception>
    public double Momentum { get; init => field = Require.AtLeastZero(value); }

    /// <summary>Whether to divide by the standard deviation of the gradient instead of its root mean square. Default
    /// <see langword="false"/>.</summary>
    public bool Centered { get; init; }

    /// <summary>λ of an L2 penalty: λ times the value is added to the gradient. PyTorch's <c>weight_decay</c>. Default 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or NaN.</exception>
    public double L2Penalty { get; init => field = Require.AtLeastZero(value); }

    /// <inheritdoc/>
    protected internal override ReadOnlySpan<string> StateNames => (Centered, Momentum > 0) switch
    {
        (true, true) => CenteredMomentumNames,
        (true, false) => CenteredNames,
        (false, true) => MomentumNames,
        (false, false) => PlainNames,
    };

    /// <inheritdoc/>
    protected internal override StateKind KindOfState(int index) => (Centered, index) switch
    {
        // The variance is what is left of two averages: small errors of theirs would be large ones of it.
        (true, < 2) => StateKind.Exact,
        (false, 0) => StateKind.NonNegativeAverage,
        _ => StateKind.SignedAverage,
    };

    /// <inheritdoc/>
    protected internal override OptimizerOptions Map(IOptionMap map) => (RmsPropOptions)base.Map(map) with
    {
        Alpha = map.Number(nameof(Alpha), Alpha, "alpha"),
        Epsilon = map.Number(nameof(Epsilon), Epsilon, "eps"),
        Momentum = map.Number(nameof(Momentum), Momentum, "momentum"),
        Centered = map.Flag(nameof(Centered), Centered, "centered"),
        L2Penalty = map.Number(nameof(L2Penalty), L2Penalty, "weight_decay"),
    };

    /// <inheritdoc/>
    protected internal override OptimizerOptions WithoutDecay() => this with { L2Penalty = 0 };

    /// <inheritdoc/>
    protected override (double L2Penalty, double WeightDecay) Lambdas => (L2Penalty, 0);

    /// <inheritdoc/>
    protected override void SelectDirection<T, TSink>(double learningRate, long t, TSink sink)
    {
        switch (Centered, Momentum > 0)
        {
            case (true, true):
                sink.Use(new RmsPropDirection<T, On, On>(this, learningRate));
                break;
            case (true, false):
                sink.Use(new RmsPropDirection<T, On, Off>(this, learningRate));
                break;
            case (false, true):
                sink.Use(new RmsPropDirection<T, Off, On>(this, learningRate));
                break;
            default:
                sink.Use(new RmsPropDirection<T, Off, Off>(this, learningRate));
                break;
        }
    }
}
