using System.Numerics;
using System.Runtime.CompilerServices;
using Eden.Kernels;

namespace Eden.Rules;

/// <summary>Adagrad (Duchi, Hazan and Singer 2011, with diagonal matrices) as PyTorch's.</summary>
internal readonly struct AdagradRule<T, TDecay> : IUpdateRule<AdagradRule<T, TDecay>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TDecay : struct, IDecay
{
    private readonly Constant<T> _lambda;
    private readonly Constant<T> _stepSize;
    private readonly Constant<T> _epsilon;

    /// <summary>The scalars of step <paramref name="step"/>, computed in double and narrowed once.</summary>
    public AdagradRule(AdagradOptions options, double learningRate, double lambda, long step)
    {
        _lambda = new(lambda);
        _stepSize = new(learningRate / (1 + ((step - 1) * options.LearningRateDecay)));
        _epsilon = Constant<T>.NotVanishing(options.Epsilon, nameof(options.Epsilon));
    }

    public static int StateCount => 1;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Update<TLane>(TLane p, TLane g, ref TLane sum, ref TLane unused1, ref TLane unused2)
        where TLane : struct, ILane<TLane, T>
    {
        g = TDecay.Gradient(_lambda, p, g);
        sum = TLane.Fma(g, g, sum);
        return TDecay.Apply(_lambda, p, TLane.Of(_stepSize) * g / (TLane.Sqrt(sum) + TLane.Of(_epsilon)));
    }
}
