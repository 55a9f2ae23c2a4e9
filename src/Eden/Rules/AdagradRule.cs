using System.Numerics;
using System.Runtime.CompilerServices;
using Eden.Kernels;

namespace Eden.Rules;

/// <summary>Adagrad (Duchi, Hazan and Singer 2011, with diagonal matrices) as PyTorch's.</summary>
internal readonly struct AdagradRule<T, TDecay> : IUpdateRule<AdagradRule<T, TDecay>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TDecay : struct, IDecay
{
    private readonly T _lambda;
    private readonly T _stepSize;
    private readonly T _epsilon;
    private readonly T _initialSum;

    /// <summary>The scalars of step <paramref name="step"/>, computed in double and narrowed once.</summary>
    public AdagradRule(AdagradOptions options, double learningRate, double lambda, long step)
    {
        _lambda = T.CreateTruncating(lambda);
        _stepSize = T.CreateTruncating(learningRate / (1 + ((step - 1) * options.LearningRateDecay)));
        _epsilon = T.CreateTruncating(options.Epsilon);

        // State starts as zeros; the first step makes it start elsewhere.
        _initialSum = step == 1 ? T.CreateTruncating(options.InitialAccumulator) : T.Zero;
    }

    public static int StateCount => 1;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Update<TLane>(TLane p, TLane g, ref TLane sum, ref TLane unused1, ref TLane unused2)
        where TLane : struct, ILane<TLane, T>
    {
        g = TDecay.Gradient(_lambda, p, g);
        sum = TLane.Fma(g, g, sum + TLane.Broadcast(_initialSum));
        return TDecay.Apply(_lambda, p, TLane.Broadcast(_stepSize) * g / (TLane.Sqrt(sum) + TLane.Broadcast(_epsilon)));
    }
}
