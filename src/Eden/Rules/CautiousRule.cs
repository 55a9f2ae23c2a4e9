using System.Numerics;
using System.Runtime.CompilerServices;
using Eden.Kernels;

namespace Eden.Rules;

/// <summary>The masked step along a direction: first count what agrees with the gradient in sign, then g ← decay(g); u ← direction(g);
/// u ← mask(u); p ← decay(p, u).</summary>
internal struct CautiousRule<T, TDirection, TDecay>(in TDirection direction, double lambda, long length) : IPhasedRule<CautiousRule<T, TDirection, TDecay>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TDirection : struct, IDirection<TDirection, T>
    where TDecay : struct, IDecay
{
    private readonly TDirection _direction = direction;
    private readonly Constant<T> _lambda = new(lambda);
    private Constant<T> _scale;

    public static int PhaseCount => 2;

    public readonly BlockCut Blocks => BlockCut.Uniform(length);

    public readonly int SumCount => 1;

    public readonly long RowLength => 0;

    /// <inheritdoc/>
    public readonly void Run(int phase, in StepContext context, in Segment<T> segment, Block block, Span<double> sums)
    {
        if (phase == 0)
        {
            sums[0] = Driver.CountAgreeing<TDirection, TDecay, T>(context, _direction, _lambda, segment, block);
        }
        else
        {
            Driver.Run(context, new Masked(_direction, _lambda, _scale), segment, block);
        }
    }

    /// <inheritdoc/>
    public void Reduce(int phase, in Segment<T> segment, long part, ReadOnlySpan<double> totals)
    {
        if (phase == 0)
        {
            _scale = new(Cautious.Scale(totals[0], length));
        }
    }

    private readonly struct Masked(in TDirection direction, in Constant<T> lambda, in Constant<T> scale) : IRule<Masked, T>
    {
        private readonly TDirection _direction = direction;
        private readonly Constant<T> _lambda = lambda;
        private readonly Constant<T> _scale = scale;

        public static int StateCount
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => TDirection.StateCount;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLane Update<TLane>(TLane p, TLane g, ref TLane state0, ref TLane state1, ref TLane state2, ref TLane state3)
            where TLane : struct, ILane<TLane, T>
        {
            g = TDecay.Gradient(_lambda, p, g);
            TLane agreement = Cautious.Agreement<TLane, T>(TDirection.Sign(in _direction, g, state0, state1, state2, state3), g);
            TLane u = _direction.Update(g, ref state0, ref state1, ref state2, ref state3);
            return TDecay.Apply(_lambda, p, u * (TLane.Broadcast(_scale) * agreement));
        }
    }
}
