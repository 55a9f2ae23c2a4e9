using System.Numerics;
using Eden.Rules;

namespace Eden.Kernels;

/// <summary>
/// One step over a whole model: the segments of all parameters, the passes that update them, and the shares in which threads
/// do it. A pass applies one rule to neighbouring segments; a share may cross passes. Passes and shares are kept from step to
/// step.
/// </summary>
internal sealed class StepPlan<T> : IRuleSink<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Segment<T>[] _segments;
    private readonly long[] _fullLengths;
    private readonly List<Pass> _passes = [];
    private readonly List<PassPool> _pools = [];
    private readonly Share[] _shares;
    private readonly long[] _lengths;
    private readonly Share _whole;
    private readonly long _singleThreadBelow;
    private readonly ForkJoin? _forkJoin;
    private readonly Action<int> _runShare;
    private readonly Action<int> _countShare;
    private readonly GradientNorm<T> _norm;
    private LaneWidth _width;
    private GradientUse _gradientUse;
    private long _activeLength;
    private bool _isCut;

    public StepPlan(Segment<T>[] segments, long[] fullLengths, EngineOptions engine)
    {
        _segments = segments;
        _fullLengths = fullLengths;
        _lengths = new long[segments.Length];
        _shares = new Share[engine.DegreeOfParallelism];
        _whole = Share.Whole(segments.Length);
        _singleThreadBelow = engine.SingleThreadBelow;
        _forkJoin = _shares.Length > 1 ? new ForkJoin(_shares.Length) : null;
        _norm = new GradientNorm<T>(fullLengths, _shares.Length);
        _runShare = share => Run(_shares[share]);
        _countShare = share => Count(_shares[share]);
    }

    public void Clear()
    {
        _passes.Clear();
        foreach (PassPool pool in _pools)
        {
            pool.TakeBackAll();
        }
    }

    /// <summary>Sets what a step does with a segment: its gradient, or null to leave it alone.</summary>
    public unsafe void SetGradient(int index, T* gradient)
    {
        ref Segment<T> segment = ref _segments[index];
        if (segment.Gradient != gradient)
        {
            segment.Gradient = gradient;
            segment.Length = gradient is null ? 0 : _fullLengths[index];
            _isCut = false;
        }
    }

    /// <summary>Adds a pass with a rule; <see cref="EndPass"/> says which segments it covers.</summary>
    public void Use<TRule>(in TRule rule)
        where TRule : struct, IUpdateRule<TRule, T>
    {
        Pass<TRule> pass = PoolOf<TRule>().Take();
        pass.Rule = rule;
        _passes.Add(pass);
    }

    public void EndPass(bool negateGradient, int start, int end)
    {
        Pass pass = _passes[^1];
        pass.NegateGradient = negateGradient;
        pass.Start = start;
        pass.End = end;
    }

    public void Run(LaneWidth width, GradientUse gradientUse)
    {
        _width = width;
        _gradientUse = gradientUse;
        ForkJoin? forkJoin = Fork();
        if (HasMask())
        {
            CountPassing(forkJoin);
        }

        if (forkJoin is null)
        {
            Run(_whole);
        }
        else
        {
            forkJoin.Run(_runShare);
        }
    }

    /// <summary>The joint 2-norm of all gradients: infinite or NaN only where a gradient is.</summary>
    public double Norm() => _norm.Norm(_segments, Fork());

    /// <summary>The threads for a model of this size, with shares cut for them; null where the calling thread is enough.</summary>
    private ForkJoin? Fork()
    {
        Cut();
        return _activeLength < _singleThreadBelow ? null : _forkJoin;
    }

    private void Run(Share share)
    {
        foreach (Pass pass in _passes)
        {
            pass.Run(_width, _gradientUse, _segments, share);
        }
    }

    private bool HasMask()
    {
        foreach (Pass pass in _passes)
        {
            if (pass.IsMasked)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Tells each masked rule how much of its parameter passes the mask. Counts are whole numbers, so the order in
    /// which threads add them does not matter.</summary>
    private void CountPassing(ForkJoin? forkJoin)
    {
        if (forkJoin is null)
        {
            Count(_whole);
        }
        else
        {
            forkJoin.Run(_countShare);
        }

        foreach (Pass pass in _passes)
        {
            pass.UseCount(_segments);
        }
    }

    private void Count(Share share)
    {
        foreach (Pass pass in _passes)
        {
            pass.Count(_width, _gradientUse, _segments, share);
        }
    }

    private void Cut()
    {
        if (!_isCut)
        {
            _activeLength = 0;
            for (int i = 0; i < _segments.Length; i++)
            {
                _lengths[i] = _segments[i].Length;
                _activeLength += _lengths[i];
            }

            Partition.Cut(_lengths, NativeBuffer<T>.Granule, _shares);
            _isCut = true;
        }
    }

    private PassPool<TRule> PoolOf<TRule>()
        where TRule : struct, IUpdateRule<TRule, T>
    {
        foreach (PassPool pool in _pools)
        {
            if (pool is PassPool<TRule> found)
            {
                return found;
            }
        }

        PassPool<TRule> added = new();
        _pools.Add(added);
        return added;
    }

    /// <summary>Passes of one rule that are used again in the next step, so that a step allocates only when it needs more of
    /// them than any before.</summary>
    private abstract class PassPool
    {
        protected int Taken { get; set; }

        public void TakeBackAll() => Taken = 0;
    }

    private sealed class PassPool<TRule> : PassPool
        where TRule : struct, IUpdateRule<TRule, T>
    {
        private readonly List<Pass<TRule>> _passes = [];

        public Pass<TRule> Take()
        {
            if (Taken == _passes.Count)
            {
                _passes.Add(new Pass<TRule>());
            }

            return _passes[Taken++];
        }
    }

    private abstract class Pass
    {
        public bool NegateGradient { get; set; }

        public int Start { get; set; }

        public int End { get; set; }

        public abstract bool IsMasked { get; }

        public abstract void Run(LaneWidth width, GradientUse gradientUse, ReadOnlySpan<Segment<T>> segments, Share share);

        /// <summary>Counts in a share what passes the mask, if there is one.</summary>
        public abstract void Count(LaneWidth width, GradientUse gradientUse, ReadOnlySpan<Segment<T>> segments, Share share);

        /// <summary>Gives the rule the sum of the counts. A masked pass covers one parameter.</summary>
        public abstract void UseCount(ReadOnlySpan<Segment<T>> segments);
    }

    private sealed class Pass<TRule> : Pass
        where TRule : struct, IUpdateRule<TRule, T>
    {
        private long _passing;

        public TRule Rule { get; set; }

        public override bool IsMasked => TRule.IsMasked;

        public override void Run(LaneWidth width, GradientUse gradientUse, ReadOnlySpan<Segment<T>> segments, Share share)
        {
            int start = Math.Max(Start, share.Start.Segment);
            int end = Math.Min(End, share.EndSegment);
            Driver.Run(width, Rule, Signed(gradientUse), segments, start, end, share);
        }

        public override void Count(LaneWidth width, GradientUse gradientUse, ReadOnlySpan<Segment<T>> segments, Share share)
        {
            if (TRule.IsMasked)
            {
                int start = Math.Max(Start, share.Start.Segment);
                int end = Math.Min(End, share.EndSegment);
                Interlocked.Add(ref _passing, Driver.CountPassing(width, Rule, Signed(gradientUse), segments, start, end, share));
            }
        }

        public override void UseCount(ReadOnlySpan<Segment<T>> segments)
        {
            if (TRule.IsMasked)
            {
                long length = 0;
                foreach (Segment<T> segment in segments[Start..End])
                {
                    length += segment.Length;
                }

                Rule = TRule.ForParameter(Rule, _passing, length);
                _passing = 0;
            }
        }

        private GradientUse Signed(GradientUse use) => NegateGradient ? use with { Scale = -use.Scale } : use;
    }
}
