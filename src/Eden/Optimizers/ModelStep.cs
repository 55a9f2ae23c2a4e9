using System.Numerics;
using Eden.Kernels;

namespace Eden;

/// <summary>A step over segments: which rule takes which, and what is done with gradients before.</summary>
internal sealed unsafe class ModelStep<T> : IModelStep
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Segment<T>[] _segments;
    private readonly long[] _lengths;
    private readonly StepPlan<T> _plan;
    private readonly Func<int, string> _nameOf;
    private readonly Dictionary<int, TouchedRows<T>> _rows = [];
    private OptimizerOptions? _options;
    private double _multiplier;
    private double _norm;
    private long _step;
    private int _start;

    /// <param name="segments">Values and state of each parameter.</param>
    /// <param name="lengths">The number of elements of each.</param>
    /// <param name="engine">How to use the processor.</param>
    /// <param name="nameOf">The name of a parameter, for messages.</param>
    public ModelStep(Segment<T>[] segments, long[] lengths, EngineOptions engine, Func<int, string> nameOf)
    {
        (_segments, _lengths, _nameOf) = (segments, lengths, nameOf);
        _plan = new StepPlan<T>(segments, lengths, engine);
    }

    /// <summary>Makes a pass for a parameter that no later step will have to allocate.</summary>
    public void Reserve(int index, OptimizerOptions options, double multiplier, ReadOnlySpan<long> shape)
    {
        _plan.BeginPass(index);
        options.SelectRule<T, StepPlan<T>>(multiplier, 1, shape, _plan);
    }

    /// <inheritdoc cref="StepPlan{T}.Join"/>
    public void Join(ICommunicator communicator, Share range) => _plan.Join(communicator, range);

    public void Begin()
    {
        _plan.Clear();
        _rows.Clear();
        _options = null;
    }

    /// <summary>Leaves a segment out of the step, or not any more.</summary>
    public void SetGradient(int index, T* gradient) => _plan.SetGradient(index, gradient);

    /// <summary>Lets a segment take part with some rows of its parameter.</summary>
    public void SetRows(int index, TouchedRows<T> rows)
    {
        _rows[index] = rows;
        _plan.SetGradient(index, rows.Gradient, rows.Length);
    }

    /// <summary>Chooses the rule of a segment that has a gradient. They come in order; neighbours of equal options and step make one
    /// pass.</summary>
    public void Add(int index, OptimizerOptions options, double multiplier, long step, ReadOnlySpan<long> shape)
    {
        _segments[index].Step = (uint)step;
        if (ReferenceEquals(options, _options) && multiplier == _multiplier && step == _step && !options.IsPhased
            && ReferenceEquals(_segments[index].Storage, _segments[_start].Storage))
        {
            return;
        }

        End(index);
        int before = _plan.PassCount;
        _plan.BeginPass(index);
        options.SelectRule<T, StepPlan<T>>(multiplier, step, shape, _plan);
        if (_plan.PassCount != before + 1)
        {
            throw new InvalidOperationException($"{options.GetType().Name} handed over {_plan.PassCount - before} rules for step {step}; it must hand over one for each step.");
        }

        (_options, _multiplier, _step, _start) = (options, multiplier, step, index);
    }

    /// <summary>Ends the pass before a segment.</summary>
    public void End(int index)
    {
        if (_options is not null)
        {
            _plan.EndPass(_options.Maximize, index);
        }
    }

    /// <inheritdoc/>
    public double Norm(double divisor)
    {
        double norm = _plan.Norm();
        return _norm = double.IsFinite(norm) ? Math.Min(norm / divisor, double.MaxValue) : norm;
    }

    /// <inheritdoc/>
    public bool IsRefused(NonFiniteGradients policy, double divisor)
    {
        // No element is larger than the norm.
        if (policy == NonFiniteGradients.Propagate || _norm <= ElementRange.Largest<T>() / 2)
        {
            return false;
        }

        long bad = FirstNonFinite(T.CreateTruncating(1 / divisor));
        bad = _plan.Communicator is ICommunicator communicator ? FirstOfAll(communicator, bad) : bad;
        if (bad == long.MaxValue || policy == NonFiniteGradients.SkipStep)
        {
            return bad < long.MaxValue;
        }

        int segment = 0;
        for (; bad >= _lengths[segment]; segment++)
        {
            bad -= _lengths[segment];
        }

        bad = _rows.TryGetValue(segment, out TouchedRows<T>? rows) ? rows.PlaceOf(bad) : bad;
        throw new NotFiniteNumberException($"The gradient of '{_nameOf(segment)}' is infinite or NaN at index {bad}{(divisor == 1 ? "" : " once it is divided by the loss scale")}.");
    }

    /// <inheritdoc/>
    public void Run(LaneWidth width, GradientUse use) => _plan.Run(width, use);

    /// <summary>The smallest number that any rank gives.</summary>
    private static long FirstOfAll(ICommunicator communicator, long own)
    {
        // Places in memory are below 2⁵³, and what is larger means that there is none.
        double[] given = new double[communicator.Size];
        given[communicator.Rank] = own == long.MaxValue ? double.PositiveInfinity : own;
        communicator.Sum(given);
        double first = given.Min();
        return double.IsInfinity(first) ? long.MaxValue : (long)first;
    }

    /// <summary>The first element, counted through all parameters, whose gradient times a factor is infinite or NaN; the largest number where
    /// all are finite.</summary>
    private long FirstNonFinite(T factor)
    {
        T* buffer = stackalloc T[Tile<T>.Length];
        Share own = _plan.Own;
        long before = 0;
        for (int i = 0; i < own.EndSegment; before += _lengths[i++])
        {
            (nint start, nint end) = own.PartOf(i, _segments[i].Length);
            for (; start < end; start += Tile<T>.Length)
            {
                int count = (int)Math.Min(Tile<T>.Length, end - start);
                T* gradient = Tile<T>.ReadGradient(_segments[i], start, count, buffer);
                for (int k = 0; k < count; k++)
                {
                    if (!T.IsFinite(factor * gradient[k]))
                    {
                        return before + start + k;
                    }
                }
            }
        }

        return long.MaxValue;
    }

    /// <inheritdoc/>
    public void ClearGradients()
    {
        T* zeros = stackalloc T[Tile<T>.Length];
        new Span<T>(zeros, Tile<T>.Length).Clear();
        Share own = _plan.Own;
        for (int i = own.Start.Segment; i < own.EndSegment; i++)
        {
            (nint start, nint end) = own.PartOf(i, _segments[i].Length);
            for (; start < end; start += Tile<T>.Length)
            {
                int count = (int)Math.Min(Tile<T>.Length, end - start);
                if (_segments[i].Storage?.Gradient is StorageFormat<T> format)
                {
                    format.Encode(zeros, (byte*)_segments[i].Gradient, _segments[i].FullLength, start, count, step: 0);
                }
                else
                {
                    new Span<T>(_segments[i].Gradient + start, count).Clear();
                }
            }
        }
    }
}
