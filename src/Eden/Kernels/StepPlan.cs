using System.Numerics;

namespace Eden.Kernels;

/// <summary>
/// One step over a whole model: the segments of all parameters, the passes that update them, and the shares in which threads
/// do it. A pass applies one rule to neighbouring segments; a share may cross passes. Between the phases of a step stands a serial
/// reduction. Passes and shares are kept from step to step.
/// </summary>
internal sealed class StepPlan<T> : IEngineSink<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Segment<T>[] _segments;
    private readonly long[] _fullLengths;
    private readonly List<Pass<T>> _passes = [];
    private readonly List<Pass<T>?[]> _pools = [];
    private readonly Share[] _shares;
    private readonly long[] _lengths;
    private readonly long _singleThreadBelow;
    private readonly ForkJoin? _forkJoin;
    private readonly Action<int> _runShare;
    private readonly GradientNorm<T> _norm;
    private readonly MatrixWork<T> _matrices;
    private readonly bool[] _isMatrix;
    private StepContext _context;
    private Share _range;
    private Share _own;
    private double[] _exchanged = [];
    private int _phase;
    private int _start;
    private long _activeLength;
    private bool _isCut;

    public StepPlan(Segment<T>[] segments, long[] fullLengths, EngineOptions engine)
    {
        _segments = segments;
        _fullLengths = fullLengths;
        _lengths = new long[segments.Length];
        _shares = new Share[engine.DegreeOfParallelism];
        _range = Share.Whole(segments.Length);
        _singleThreadBelow = engine.SingleThreadBelow;
        _forkJoin = _shares.Length > 1 ? new ForkJoin(_shares.Length) : null;
        _norm = new GradientNorm<T>(fullLengths, _shares.Length);
        _matrices = new MatrixWork<T>(_shares.Length);
        _isMatrix = new bool[segments.Length];
        _runShare = share => Run(_shares[share]);
    }

    /// <summary>The part of the model that steps touch, without segments that have no gradient.</summary>
    public Share Own
    {
        get
        {
            Cut();
            return _own;
        }
    }

    public ICommunicator? Communicator => _norm.Communicator;

    /// <summary>Restricts steps to a range; the rest of the model is for other processes.</summary>
    public void Join(ICommunicator communicator, Share range)
    {
        _norm.Join(communicator, range);
        _range = range;
        _isCut = false;
    }

    public void Clear() => _passes.Clear();

    /// <summary>Says with which segment the pass begins whose rule comes next.</summary>
    public void BeginPass(int start) => _start = start;

    /// <summary>Sets what a step does with a segment: its gradient, or null to leave it alone.</summary>
    public unsafe void SetGradient(int index, T* gradient) => SetGradient(index, gradient, gradient is null ? 0 : _fullLengths[index]);

    /// <summary>The same for a segment that stands for a part of its parameter.</summary>
    public unsafe void SetGradient(int index, T* gradient, long length)
    {
        ref Segment<T> segment = ref _segments[index];
        _isCut &= segment.Length == length && segment.Gradient is null == gradient is null;
        segment.Gradient = gradient;
        segment.Length = length;
    }

    /// <summary>Adds a pass with a rule; <see cref="EndPass"/> says which segments it covers.</summary>
    public void Use<TRule>(in TRule rule)
        where TRule : struct, IRule<TRule, T>
    {
        ElementwisePass<TRule, T> pass = Take<ElementwisePass<TRule, T>>();
        pass.Set(rule);
        _passes.Add(pass);
    }

    /// <inheritdoc cref="Use"/>
    public void UsePhased<TRule>(in TRule rule)
        where TRule : struct, IPhasedRule<TRule, T>
    {
        PhasedPass<TRule, T> pass = Take<PhasedPass<TRule, T>>();
        pass.Set(rule);
        _passes.Add(pass);
    }

    /// <inheritdoc cref="Use"/>
    public void UseMatrix<TRule>(in TRule rule)
        where TRule : struct, IMatrixRule<TRule, T>
    {
        MatrixPass<TRule, T> pass = Take<MatrixPass<TRule, T>>();
        pass.Set(rule);
        _passes.Add(pass);
    }

    public int PassCount => _passes.Count;

    public void EndPass(bool negatesGradient, int end)
    {
        _passes[^1].Cover(_start, end, negatesGradient);
        bool isMatrix = _passes[^1] is MatrixPass<T>;
        foreach (ref bool wasMatrix in _isMatrix.AsSpan(_start, end - _start))
        {
            _isCut &= wasMatrix == isMatrix;
            wasMatrix = isMatrix;
        }
    }

    public void Run(LaneWidth width, GradientUse gradientUse)
    {
        _context = new StepContext(width, gradientUse);
        ForkJoin? forkJoin = Fork();
        int phaseCount = 0;
        _matrices.Clear();
        foreach (Pass<T> pass in _passes)
        {
            phaseCount = Math.Max(phaseCount, pass.PhaseCount);
            if (pass is MatrixPass<T> matrix && matrix.IsReducedBy(_own, _segments))
            {
                _matrices.Add(matrix);
            }
        }

        for (_phase = 0; _phase < phaseCount; _phase++)
        {
            if (forkJoin is null)
            {
                Run(_own);
            }
            else
            {
                forkJoin.Run(_runShare);
            }

            if (Communicator is not null)
            {
                Exchange(Communicator);
            }

            foreach (Pass<T> pass in _passes)
            {
                if (pass.IsReducedBy(_own, _segments))
                {
                    pass.Reduce(_phase, _segments);
                }
            }
        }

        _matrices.Run(_context, _segments, forkJoin);
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
        foreach (Pass<T> pass in _passes)
        {
            pass.Run(_phase, _context, _segments, share);
        }
    }

    /// <summary>Completes what the phase left in all passes by what it left in other processes, in one go.</summary>
    private void Exchange(ICommunicator communicator)
    {
        int count = 0;
        foreach (Pass<T> pass in _passes)
        {
            count = checked(count + pass.CountExchanged(_phase));
        }

        if (count == 0)
        {
            return;
        }

        if (_exchanged.Length < count)
        {
            _exchanged = new double[count];
        }

        Span<double> all = _exchanged.AsSpan(0, count);
        all.Clear();
        Span<double> places = all;
        foreach (Pass<T> pass in _passes)
        {
            if (pass.CountExchanged(_phase) is int own and > 0)
            {
                pass.Give(_segments, _own, places[..own]);
                places = places[own..];
            }
        }

        communicator.Sum(all);
        places = all;
        foreach (Pass<T> pass in _passes)
        {
            int own = pass.CountExchanged(_phase);
            if (own > 0 && pass.IsReducedBy(_own, _segments))
            {
                pass.Receive(_segments, places[..own]);
            }

            places = places[own..];
        }
    }

    private void Cut()
    {
        if (!_isCut)
        {
            _own = new Share(Active(_range.Start), Active(_range.End));
            long matrices = 0;
            for (int i = 0; i < _segments.Length; i++)
            {
                _lengths[i] = _isMatrix[i] ? 0 : _segments[i].Length;
                matrices += _segments[i].Length - _lengths[i];
            }

            _activeLength = matrices + Partition.CutRange(_lengths, _own, Tile<T>.Length, _shares);
            _isCut = true;
        }
    }

    private Place Active(Place place) =>
        place.Segment < _segments.Length && _segments[place.Segment].Length == 0 ? place with { Offset = 0 } : place;

    /// <summary>The pass of a type that begins with this segment: the same in every step, with what it has allocated.</summary>
    private TPass Take<TPass>()
        where TPass : Pass<T>, new()
    {
        foreach (Pass<T>?[] pool in _pools)
        {
            if (pool is TPass?[] found)
            {
                return found[_start] ??= new TPass();
            }
        }

        TPass?[] added = new TPass?[_segments.Length];
        _pools.Add(added);
        return added[_start] = new TPass();
    }
}
