using System.Numerics;
using System.Runtime.CompilerServices;

namespace Eden.Rules;

/// <summary>Adagrad (Duchi, Hazan and Singer 2011, with diagonal matrices) as PyTorch's.</summary>
internal readonly struct AdagradDirection<T> : IDirection<AdagradDirection<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Constant<T> _stepSize;
    private readonly Constant<T> _epsilon;

    /// <summary>The scalars of step <paramref name="step"/>, computed in double and narrowed once.</summary>
    public AdagradDirection(AdagradOptions options, double learningRate, long step)
    {
        _stepSize = new(learningRate / (1 + ((step - 1) * options.LearningRateDecay)));
        _epsilon = Constant<T>.NotVanishing(options.Epsilon, nameof(options.Epsilon));
    }

    public static int StateCount
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 1;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Update<TLane>(TLane g, ref TLane sum, ref TLane unused1, ref TLane unused2, ref TLane unused3)
        where TLane : struct, ILane<TLane, T>
    {
        sum = TLane.Fma(g, g, sum);
        return TLane.Broadcast(_stepSize) * g / (TLane.Sqrt(sum) + TLane.Broadcast(_epsilon));
    }
}
