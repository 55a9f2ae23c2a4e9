using System.Globalization;
using Eden.Rules;

namespace Eden;

/// <summary>Stochastic gradient descent with momentum, dampening and Nesterov momentum as PyTorch has them, and an L2 penalty or decoupled decay. PyTorch's defaults.</summary>
/// <remarks>
/// With lr = ηα and g negated first when maximizing: g ← λp + g (L2 penalty); b ← μb + (1−τ)g, in the first step b ← g;
/// p ← p − lr·b, or with Nesterov p ← p − lr·(g + μb). Decoupled decay takes lr·λ·p as well. Without momentum the two
/// decays of one λ are the same step (Loshchilov and Hutter, "Decoupled Weight Decay Regularization", 2019, Proposition 1); with Adam
/// they are not.
/// </remarks>
public sealed record SgdOptions : DirectionOptions
{
    private static readonly string[] AllStateNames = ["momentum_buffer"];

    /// <summary>μ, the share of the momentum that is kept in each step; 0 keeps no momentum at all. Default 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or NaN.</exception>
    public double Momentum { get; init => field = Require.AtLeastZero(value); }

    /// <summary>τ: the gradient enters the momentum times 1 − τ, except in the first step, which stores it whole. Default
    /// 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Infinite or NaN.</exception>
    public double Dampening { get; init => field = Require.Finite(value); }

    /// <summary>Whether to use Nesterov momentum, which needs momentum and no dampening (checked when a group takes the
    /// options). Default <see langword="false"/>.</summary>
    public bool Nesterov { get; init; }

    /// <summary>λ of an L2 penalty: λ times the value is added to the gradient. PyTorch's <c>weight_decay</c> of SGD. Default
    /// 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or NaN.</exception>
    public double L2Penalty { get; init => field = Require.AtLeastZero(value); }

    /// <summary>λ of decoupled decay: each step takes ηα·λ·p from p, past the momentum (Loshchilov and Hutter, Algorithm 1,
    /// with λ scaled by α). PyTorch has no such option. Default 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or NaN.</exception>
    public double WeightDecay { get; init => field = Require.AtLeastZero(value); }

    /// <inheritdoc/>
    protected internal override ReadOnlySpan<string> StateNames => AllStateNames.AsSpan(0, Momentum > 0 ? 1 : 0);

    /// <inheritdoc/>
    protected internal override StateKind KindOfState(int index) => StateKind.SignedAverage;

    /// <inheritdoc/>
    protected internal override OptimizerOptions Map(IOptionMap map) => (SgdOptions)base.Map(map) with
    {
        Momentum = map.Number(nameof(Momentum), Momentum, "momentum"),
        Dampening = map.Number(nameof(Dampening), Dampening, "dampening"),
        Nesterov = map.Flag(nameof(Nesterov), Nesterov, "nesterov"),
        L2Penalty = map.Number(nameof(L2Penalty), L2Penalty, "weight_decay"),
        WeightDecay = map.Number(nameof(WeightDecay), WeightDecay),
    };

    /// <inheritdoc/>
    protected internal override OptimizerOptions WithoutDecay() => this with { L2Penalty = 0, WeightDecay = 0 };

    /// <inheritdoc/>
    protected override (double L2Penalty, double WeightDecay) Lambdas => (L2Penalty, WeightDecay);

    internal override void Validate()
    {
        if (Nesterov && (Momentum == 0 || Dampening != 0))
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"Nesterov needs Momentum above 0 and Dampening 0, but they are {Momentum} and {Dampening}."));
        }

        base.Validate();
    }

    /// <inheritdoc/>
    protected override void SelectDirection<T, TSink>(double learningRate, long t, TSink sink)
    {
        if (Nesterov)
        {
            sink.Use(new MomentumDirection<T, On>(this, learningRate, t));
        }
        else if (Momentum > 0)
        {
            sink.Use(new MomentumDirection<T, Off>(this, learningRate, t));
        }
        else
        {
            sink.Use(new SgdDirection<T>(learningRate));
        }
    }
}
