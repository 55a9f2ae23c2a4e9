using System.Numerics;
using System.Runtime.CompilerServices;
using Eden.Kernels;

namespace Eden.Rules;

/// <summary>ASGD, gradient descent that averages its values (Polyak and Juditsky, "Acceleration of Stochastic Approximation by Averaging",
/// 1992), as PyTorch's: each step leaves its rate η to the next one.</summary>
internal struct AsgdRule<T> : IPhasedRule<AsgdRule<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly AsgdOptions _options;
    private readonly double _learningRate;
    private readonly long _step;
    private readonly long _length;

    /// <summary>What step <paramref name="t"/> depends on.</summary>
    public AsgdRule(AsgdOptions options, double learningRate, long t, long length)
    {
        (_options, _learningRate, _step, _length) = (options, learningRate, t, length);
        _ = Require.Within<T>(options.L2Penalty, nameof(options.L2Penalty));
    }

    public static int PhaseCount => 1;

    public readonly BlockCut Blocks => BlockCut.Uniform(_length);

    public readonly int SumCount => 0;

    public readonly long RowLength => 0;

    /// <inheritdoc/>
    public readonly unsafe void Run(int phase, in StepContext context, in Segment<T> segment, Block block, Span<double> sums)
    {
        double rate = _step == 1 ? (float)_learningRate : double.CreateTruncating(*segment.State1);
        Driver.Run(context, new Descent(_options, rate, _options.AverageWeight(_step - 1)), segment, block);
    }

    /// <inheritdoc/>
    public readonly unsafe void Reduce(int phase, in Segment<T> segment, long part, ReadOnlySpan<double> totals) =>
        *segment.State1 = T.CreateTruncating(_options.RateAfter(_step, _learningRate));

    /// <summary>g ← λ₂p + g; p ← p − (ηλp + ηg); a ← a + μ(p − a).</summary>
    private readonly struct Descent(AsgdOptions options, double rate, double weight) : IRule<Descent, T>
    {
        // Checked when the rule was made; a rate that a file brought may be anything.
        private readonly Constant<T> _l2Penalty = Constant<T>.Unchecked(options.L2Penalty);
        private readonly Constant<T> _decay = Constant<T>.Unchecked(rate * options.WeightDecay);
        private readonly Constant<T> _rate = Constant<T>.Unchecked(rate);
        private readonly FirstMoment<T> _average = new(1 - weight, least: 0);

        public static int StateCount
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => 1;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLane Update<TLane>(TLane p, TLane g, ref TLane average, ref TLane unused1, ref TLane unused2, ref TLane unused3)
            where TLane : struct, ILane<TLane, T>
        {
            g = TLane.Fma(TLane.Broadcast(_l2Penalty), p, g);
            p -= TLane.Fma(TLane.Broadcast(_decay), p, TLane.Broadcast(_rate) * g);
            average = _average.Next(average, p);
            return p;
        }
    }
}
