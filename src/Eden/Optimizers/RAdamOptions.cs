using Eden.Checkpoints;
using Eden.Rules;

namespace Eden;

/// <summary>Options of <see cref="RAdam{T}"/>, with PyTorch's defaults.</summary>
public sealed record RAdamOptions : MomentOptions
{
    private static readonly string[] AllStateNames = ["exp_avg", "exp_avg_sq"];

    /// <summary>λ of an L2 penalty: λ times the value is added to the gradient. PyTorch's <c>weight_decay</c> without <c>decoupled_weight_decay</c>. Default 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or NaN.</exception>
    public double L2Penalty { get; init => field = Require.AtLeastZero(value); }

    /// <summary>λ of decoupled decay: each step takes ηα·λ·p from p, past the moments. PyTorch's <c>weight_decay</c> with
    /// <c>decoupled_weight_decay</c>; with <see cref="L2Penalty"/> it is refused when a group takes the options. Default 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or NaN.</exception>
    public double WeightDecay { get; init => field = Require.AtLeastZero(value); }

    internal override ReadOnlySpan<string> StateNames => AllStateNames;

    internal override OptimizerOptions Map(IOptionMap map) => (RAdamOptions)base.Map(map) with
    {
        L2Penalty = map.Number(nameof(L2Penalty), L2Penalty),
        WeightDecay = map.Number(nameof(WeightDecay), WeightDecay),
    };

    internal override OptimizerOptions WithoutDecay() => this with { L2Penalty = 0, WeightDecay = 0 };

    private protected override (double L2Penalty, double WeightDecay) Lambdas => (L2Penalty, WeightDecay);

    internal override void Validate() => Require.OneDecay(L2Penalty, WeightDecay);

    private protected override void SelectWith<T, TDecay, TAverage, TSink>(double learningRate, double lambda, long step, ref TSink sink) =>
        sink.Use(new RAdamRule<T, TDecay, TAverage>(this, learningRate, lambda, step));
}
