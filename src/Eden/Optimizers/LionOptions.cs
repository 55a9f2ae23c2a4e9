using System.Numerics;
using Eden.Checkpoints;
using Eden.Rules;

namespace Eden;

/// <summary>Lion (Chen et al., "Symbolic Discovery of Optimization Algorithms", 2023, Algorithm 2), with decoupled decay. The defaults of the paper's code; the learning rate is 1e-4.</summary>
/// <remarks>
/// With lr = ηα and g negated first when maximizing: p ← p − (lr·λ·p + lr·sign(β₁m + (1−β₁)g)); m ← β₂m + (1−β₂)g. The sign of
/// zero is zero; a direction that is infinite or NaN makes the value NaN, where PyTorch's <c>sign</c> would make a step of it. A first moment below a few smallest normal numbers counts as zero, so that a weight without a gradient comes
/// to rest.
/// </remarks>
public sealed record LionOptions : DecayOptions
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

    /// <summary>Whether to take only those elements of an update whose sign agrees with the gradient's, scaled by
    /// 1/max(share of them in the parameter, 1e-3) (Liang et al., "Cautious Optimizers", 2024). Decay is not masked. Costs one
    /// more reading of gradient and first moment. Default <see langword="false"/>.</summary>
    public bool Cautious { get; init; }

    internal override ReadOnlySpan<string> StateNames => AllStateNames;

    internal override bool IsMasked => Cautious;

    internal override OptimizerOptions Map(IOptionMap map) => (LionOptions)base.Map(map) with
    {
        Beta1 = map.Number(nameof(Beta1), Beta1),
        Beta2 = map.Number(nameof(Beta2), Beta2),
        WeightDecay = map.Number(nameof(WeightDecay), WeightDecay),
        Cautious = map.Flag(nameof(Cautious), Cautious),
    };

    internal override OptimizerOptions WithoutDecay() => this with { WeightDecay = 0 };

    private protected override (double L2Penalty, double WeightDecay) Lambdas => (0, WeightDecay);

    private protected override void SelectWith<T, TDecay, TSink>(double learningRate, double lambda, long step, TSink sink)
    {
        if (Beta2 < 0.5)
        {
            SelectMask<T, TDecay, FromGradient, TSink>(learningRate, lambda, sink);
        }
        else
        {
            SelectMask<T, TDecay, FromAverage, TSink>(learningRate, lambda, sink);
        }
    }

    private void SelectMask<T, TDecay, TAverage, TSink>(double learningRate, double lambda, TSink sink)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TDecay : struct, IDecay
        where TAverage : struct, IMovingAverage
        where TSink : IRuleSink<T>
    {
        if (Cautious)
        {
            sink.Use(new LionRule<T, TDecay, TAverage, CautiousMask>(this, learningRate, lambda));
        }
        else
        {
            sink.Use(new LionRule<T, TDecay, TAverage, NoMask>(this, learningRate, lambda));
        }
    }
}
