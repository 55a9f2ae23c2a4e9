using System.Numerics;
using System.Runtime.CompilerServices;
using Eden.Kernels;

namespace Eden.Rules;

/// <summary>LAMB (You et al., "Large Batch Optimization for Deep Learning: Training BERT in 76 Minutes", 2020, Algorithm 2) as timm's: first
/// the moments, and the norms of the values and of the update u = r + λp; then p ← p − lr·‖p‖/‖u‖·u.</summary>
internal struct LambRule<T> : IPhasedRule<LambRule<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly LambOptions _options;
    private readonly double _learningRate;
    private readonly long _length;
    private readonly Proposal _update;
    private readonly FirstMoment<T> _first;
    private readonly SecondMoment<T> _second;
    private Constant<T> _stepSize;

    /// <summary>The scalars of step <paramref name="t"/>, computed in double and narrowed once.</summary>
    public LambRule(LambOptions options, double learningRate, long t, long length)
    {
        double rootCorrection2 = Math.Sqrt(1 - Math.Pow(options.Beta2, t));
        double momentScale = rootCorrection2 / (1 - Math.Pow(options.Beta1, t));
        (_options, _learningRate, _length) = (options, learningRate, length);
        _update = new Proposal(
            new(options.WeightDecay, nameof(options.WeightDecay)), new(momentScale), Constant<T>.NotVanishing(options.Epsilon, nameof(options.Epsilon), rootCorrection2));
        _second = new SecondMoment<T>(options.Beta2, options.Epsilon * rootCorrection2);
        _first = new FirstMoment<T>(options.Beta1, _second.ZeroesDenormals ? Denormals.MomentThreshold<T>(learningRate) : 0);
    }

    public static int PhaseCount => 2;

    public readonly BlockCut Blocks => BlockCut.Uniform(_length);

    public readonly int SumCount => 2;

    public readonly long RowLength => 0;

    /// <inheritdoc/>
    public readonly void Run(int phase, in StepContext context, in Segment<T> segment, Block block, Span<double> sums)
    {
        if (phase == 0)
        {
            (sums[0], sums[1]) = Scratch.SquareSums(context, new Moments(_first, _second, _update), segment, block);
        }
        else
        {
            // The gradient is in the moments already.
            Driver.Run(new StepContext(context.Width, GradientUse.Scaled(1)), new Descent(_stepSize, _update), segment, block);
        }
    }

    /// <inheritdoc/>
    public void Reduce(int phase, in Segment<T> segment, long part, ReadOnlySpan<double> totals)
    {
        if (phase == 0)
        {
            (double valueNorm, double updateNorm) = (Math.Sqrt(totals[0]), Math.Sqrt(totals[1]));
            bool adapts = (_options.WeightDecay > 0 || _options.AlwaysAdapts) && valueNorm > 0 && updateNorm > 0;
            double ratio = adapts ? valueNorm / updateNorm : 1;
            _stepSize = Constant<T>.Unchecked(_learningRate * (_options.ClipsTrust ? Math.Min(ratio, 1) : ratio));
        }
    }

    /// <summary>u = a·m/(√v + ε̂) + λp.</summary>
    private readonly struct Proposal(Constant<T> lambda, Constant<T> momentScale, Constant<T> epsilon)
    {
        private readonly Constant<T> _lambda = lambda;
        private readonly Constant<T> _momentScale = momentScale;
        private readonly Constant<T> _epsilon = epsilon;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLane Of<TLane>(TLane p, TLane m, TLane v)
            where TLane : struct, ILane<TLane, T> =>
            TLane.Fma(TLane.Broadcast(_lambda), p, TLane.Broadcast(_momentScale) * m / (TLane.Sqrt(v) + TLane.Broadcast(_epsilon)));
    }

    private readonly struct Moments(in FirstMoment<T> first, in SecondMoment<T> second, in Proposal update) : IRule<Moments, T>
    {
        private readonly FirstMoment<T> _first = first;
        private readonly SecondMoment<T> _second = second;
        private readonly Proposal _update = update;

        public static int StateCount
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => 2;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLane Update<TLane>(TLane p, TLane g, ref TLane m, ref TLane v, ref TLane unused1, ref TLane unused2)
            where TLane : struct, ILane<TLane, T>
        {
            m = _first.Next(m, g);
            v = _second.Next(v, g);
            return _update.Of(p, m, v);
        }
    }

    private readonly struct Descent(in Constant<T> stepSize, in Proposal update) : IRule<Descent, T>
    {
        private readonly Constant<T> _stepSize = stepSize;
        private readonly Proposal _update = update;

        public static int StateCount
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => 2;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLane Update<TLane>(TLane p, TLane g, ref TLane m, ref TLane v, ref TLane unused1, ref TLane unused2)
            where TLane : struct, ILane<TLane, T> => p - (TLane.Broadcast(_stepSize) * _update.Of(p, m, v));
    }
}
