using System.Numerics;
using System.Runtime.CompilerServices;

namespace Eden.Rules;

/// <summary>Adadelta (Zeiler, "ADADELTA: An Adaptive Learning Rate Method", 2012, Algorithm 1) as PyTorch's: a step is the gradient times
/// the root mean square of the steps so far over that of the gradients.</summary>
internal readonly struct AdadeltaDirection<T> : IDirection<AdadeltaDirection<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly SecondMoment<T> _average;
    private readonly Constant<T> _epsilon;
    private readonly Constant<T> _learningRate;

    /// <summary>The scalars, the same in every step, narrowed once.</summary>
    public AdadeltaDirection(AdadeltaOptions options, double learningRate)
    {
        _average = new SecondMoment<T>(options.Rho, Math.Sqrt(options.Epsilon));
        _epsilon = Constant<T>.NotVanishing(options.Epsilon, nameof(options.Epsilon));
        _learningRate = new(learningRate);
    }

    public static int StateCount
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 2;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Update<TLane>(TLane g, ref TLane v, ref TLane d, ref TLane unused1, ref TLane unused2)
        where TLane : struct, ILane<TLane, T>
    {
        v = _average.Next(v, g);

        // Two roots: the quotient under one may be denormal.
        TLane step = TLane.Sqrt(d + TLane.Broadcast(_epsilon)) / TLane.Sqrt(v + TLane.Broadcast(_epsilon)) * g;
        d = _average.Next(d, step);
        return TLane.Broadcast(_learningRate) * step;
    }
}
