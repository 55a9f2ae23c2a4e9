using Eden.Rules;

namespace Eden;

/// <summary>Adadelta (Zeiler, "ADADELTA: An Adaptive Learning Rate Method", 2012, Algorithm 1), as PyTorch has it. PyTorch's defaults; the learning rate is 1.</summary>
/// <remarks>
/// With lr = ηα and g negated first when maximizing: g ← λp + g; v ← ρv + (1−ρ)g²; u = √(d + ε)/√(v + ε)·g;
/// d ← ρd + (1−ρ)u²; p ← p − lr·u. The paper has no learning rate.
/// </remarks>
public sealed record AdadeltaOptions : DirectionOptions
{
    private static readonly string[] AllStateNames = ["square_avg", "acc_delta"];

    /// <summary>Makes options with the defaults.</summary>
    public AdadeltaOptions() => LearningRate = 1;

    /// <summary>ρ, the decay of both averages. Default 0.9.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside [0, 1) or NaN.</exception>
    public double Rho { get; init => field = Require.Coefficient(value); } = 0.9;

    /// <summary>ε, added to both averages inside the roots. With 0 nothing moves. Default 1e-6.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or NaN.</exception>
    public double Epsilon { get; init => field = Require.AtLeastZero(value); } = 1e-6;

    /// <summary>λ of an L2 penalty: λ times the value is added to the gradient. PyTorch's <c>weight_decay</c>. Default 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or NaN.</exception>
    public double L2Penalty { get; init => field = Require.AtLeastZero(value); }

    /// <inheritdoc/>
    protected internal override ReadOnlySpan<string> StateNames => AllStateNames;

    /// <inheritdoc/>
    protected internal override OptimizerOptions Map(IOptionMap map) => (AdadeltaOptions)base.Map(map) with
    {
        Rho = map.Number(nameof(Rho), Rho, "rho"),
        Epsilon = map.Number(nameof(Epsilon), Epsilon, "eps"),
        L2Penalty = map.Number(nameof(L2Penalty), L2Penalty, "weight_decay"),
    };

    /// <inheritdoc/>
    protected internal override OptimizerOptions WithoutDecay() => this with { L2Penalty = 0 };

    /// <inheritdoc/>
    protected override (double L2Penalty, double WeightDecay) Lambdas => (L2Penalty, 0);

    /// <inheritdoc/>
    protected override void SelectDirection<T, TSink>(double learningRate, long t, TSink sink) =>
        sink.Use(new AdadeltaDirection<T>(this, learningRate));
}
