using System.Numerics;
using System.Runtime.CompilerServices;

namespace Eden.Rules;

/// <summary>Rprop (Riedmiller and Braun, "A Direct Adaptive Method for Faster Backpropagation Learning: The RPROP Algorithm", 1993) in
/// PyTorch's form, iRprop− of Igel and Hüsken (2000): where the sign of a gradient changes, its step shrinks and is left out once.</summary>
internal readonly struct RpropDirection<T> : IDirection<RpropDirection<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Constant<T> _firstSize;
    private readonly Constant<T> _decrease;
    private readonly Constant<T> _increase;
    private readonly Constant<T> _smallest;
    private readonly Constant<T> _largest;
    private readonly bool _isFirst;

    /// <summary>The scalars of step <paramref name="t"/>, narrowed once.</summary>
    public RpropDirection(RpropOptions options, double learningRate, long t)
    {
        _firstSize = new(learningRate);
        _decrease = new(options.Decrease);
        _increase = new(options.Increase);
        _smallest = new(options.SmallestStep);
        _largest = new(options.LargestStep);
        _isFirst = t == 1;
    }

    public static int StateCount
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 2;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Update<TLane>(TLane g, ref TLane before, ref TLane size, ref TLane unused1, ref TLane unused2)
        where TLane : struct, ILane<TLane, T>
    {
        TLane one = TLane.Broadcast(T.One);
        TLane zero = TLane.Broadcast(T.Zero);
        if (_isFirst)
        {
            size = TLane.Broadcast(_firstSize);
        }

        // 1, −1 or 0. Signs are multiplied, not numbers, which could underflow.
        TLane agreement = TLane.Sign(g) * TLane.Sign(before);
        TLane factor = TLane.ZeroBelow(agreement, one, TLane.Broadcast(_increase))
            + TLane.ZeroBelow(zero - agreement, one, TLane.Broadcast(_decrease))
            + (one - TLane.Abs(agreement));
        size = TLane.Min(TLane.Max(size * factor, TLane.Broadcast(_smallest)), TLane.Broadcast(_largest));
        before = TLane.ZeroBelow(agreement, zero, g);

        // 0 times the gradient adds nothing, or makes NaN of one that is NaN or infinite: its sign would hide it.
        return TLane.Fma(zero, g, size * TLane.Sign(before));
    }
}
