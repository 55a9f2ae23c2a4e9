using System.Numerics;
using Eden.Kernels;

namespace Eden;

/// <summary>
/// Updates parameters from their gradients. An optimizer keeps its state (moments) in native memory of its own and frees it
/// when disposed.
/// </summary>
/// <remarks>
/// One optimizer serves one thread at a time; a concurrent <see cref="Step"/> throws and changes nothing. The numbers are
/// the same bits for every vector width.
/// </remarks>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public abstract class Optimizer<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ParameterGroup<T>[] _groups;
    private readonly Parameter<T>[] _parameters;
    private readonly Dictionary<Parameter<T>, int> _indexOf = [];
    private readonly long[] _steps;
    private readonly NativeBuffer<T> _state;
    private readonly StepPlan<T> _plan;
    private int _busy;
    private bool _disposed;

    private protected Optimizer(IEnumerable<ParameterGroup<T>> groups)
    {
        ArgumentNullException.ThrowIfNull(groups);
        _groups = [.. groups];
        _parameters = GroupChecks.CollectParameters(_groups);
        _steps = new long[_parameters.Length];
        for (int i = 0; i < _parameters.Length; i++)
        {
            _indexOf.Add(_parameters[i], i);
        }

        LaneWidth = Lanes.CurrentWidth;
        (_state, Segment<T>[] segments) = AllocateState(_groups);
        _plan = new StepPlan<T>(segments);
        foreach (ParameterGroup<T> group in _groups)
        {
            group.IsOwned = true;
        }
    }

    /// <summary>The parameter groups, in the order given.</summary>
    public IReadOnlyList<ParameterGroup<T>> Groups => _groups;

    /// <summary>The width that steps use; the tests set others.</summary>
    internal LaneWidth LaneWidth { get; set; }

    /// <summary>
    /// Updates every parameter that has a gradient, and its step count. Parameters without a gradient stay untouched.
    /// Allocates nothing.
    /// </summary>
    /// <exception cref="InvalidOperationException">Another thread is in a step of this optimizer.</exception>
    /// <exception cref="ObjectDisposedException">The optimizer or one of its parameters was disposed; nothing has
    /// changed.</exception>
    public void Step()
    {
        Enter();
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            Plan();
            _plan.Run(LaneWidth);
            CountSteps();
        }
        finally
        {
            Volatile.Write(ref _busy, 0);
        }
    }

    /// <summary>Sets every present gradient to zero. Absent ones stay absent.</summary>
    public void ZeroGradients()
    {
        foreach (Parameter<T> parameter in _parameters)
        {
            parameter.ZeroGradient();
        }
    }

    /// <summary>How many steps a parameter has taken: those in which it had a gradient.</summary>
    /// <param name="parameter">One of the optimizer's parameters.</param>
    /// <exception cref="ArgumentException">The optimizer does not have this parameter.</exception>
    public long StepCount(Parameter<T> parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        return _steps[IndexOf(parameter)];
    }

    /// <summary>Frees the state. The parameters are the caller's and stay as they are.</summary>
    /// <exception cref="InvalidOperationException">Another thread is in a step of this optimizer.</exception>
    public void Dispose()
    {
        Enter();
        _disposed = true;
        _state.Dispose();
        Volatile.Write(ref _busy, 0);
        GC.SuppressFinalize(this);
    }

    /// <summary>A state array of a parameter, in the rule's order.</summary>
    internal unsafe Span<T> State(Parameter<T> parameter, int index)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        Segment<T> segment = _plan.Segments[IndexOf(parameter)];
        T* state = index switch { 0 => segment.State0, 1 => segment.State1, _ => segment.State2 };
        return state is null ? default : new Span<T>(state, checked((int)parameter.Length));
    }

    private static unsafe (NativeBuffer<T> Buffer, Segment<T>[] Segments) AllocateState(ParameterGroup<T>[] groups)
    {
        static long Padded(Parameter<T> parameter) => (parameter.Length + NativeBuffer<T>.Granule - 1) / NativeBuffer<T>.Granule * NativeBuffer<T>.Granule;

        NativeBuffer<T> buffer = new(groups.Sum(group => group.CurrentOptions.StateCount * group.Parameters.Sum(Padded)));
        List<Segment<T>> segments = [];
        T* next = buffer.Pointer;
        foreach (ParameterGroup<T> group in groups)
        {
            int stateCount = group.CurrentOptions.StateCount;
            foreach (Parameter<T> parameter in group.Parameters)
            {
                long stride = Padded(parameter);
                segments.Add(new Segment<T>
                {
                    Value = parameter.ValuePointer,
                    State0 = stateCount > 0 ? next : null,
                    State1 = stateCount > 1 ? next + stride : null,
                    State2 = stateCount > 2 ? next + (2 * stride) : null,
                });
                next += stateCount * stride;
            }
        }

        return (buffer, [.. segments]);
    }

    /// <summary>Gathers the gradients and groups neighbours of equal options and step into passes. Changes no parameter,
    /// state or count.</summary>
    private unsafe void Plan()
    {
        _plan.Clear();
        int i = 0;
        foreach (ParameterGroup<T> group in _groups)
        {
            OptimizerOptions options = group.CurrentOptions;
            T gradientScale = options.Maximize ? T.NegativeOne : T.One;
            int end = i + group.Parameters.Count;
            int start = i;
            long step = 0;
            for (; i < end; i++)
            {
                Parameter<T> parameter = _parameters[i];
                ref Segment<T> segment = ref _plan.Segments[i];
                segment.Gradient = parameter.GradientPointer;
                if (segment.Gradient is null)
                {
                    ObjectDisposedException.ThrowIf(parameter.IsDisposed, parameter);
                    segment.Length = 0;
                    continue;
                }

                segment.Length = parameter.Length;
                if (_steps[i] + 1 != step)
                {
                    EndPass(step, gradientScale, start, i);
                    step = _steps[i] + 1;
                    start = i;
                    StepPlan<T> sink = _plan;
                    options.SelectRule<T, StepPlan<T>>(group.ScheduleMultiplier, step, ref sink);
                }
            }

            EndPass(step, gradientScale, start, end);
        }
    }

    private void EndPass(long step, T gradientScale, int start, int end)
    {
        if (step > 0)
        {
            _plan.EndPass(gradientScale, start, end);
        }
    }

    private unsafe void CountSteps()
    {
        Segment<T>[] segments = _plan.Segments;
        for (int i = 0; i < segments.Length; i++)
        {
            if (segments[i].Gradient is not null)
            {
                _steps[i]++;
            }
        }
    }

    private int IndexOf(Parameter<T> parameter) => _indexOf.TryGetValue(parameter, out int index)
        ? index
        : throw new ArgumentException($"The optimizer does not have the parameter {parameter}.", nameof(parameter));

    private void Enter()
    {
        if (Interlocked.Exchange(ref _busy, 1) != 0)
        {
            throw new InvalidOperationException("Another thread is in a step of this optimizer; one optimizer serves one thread at a time.");
        }
    }
}

/// <summary>An optimizer whose groups have options of type <typeparamref name="TOptions"/>.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
/// <typeparam name="TOptions">The options of the optimizer.</typeparam>
public abstract class Optimizer<T, TOptions> : Optimizer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TOptions : OptimizerOptions
{
    private protected Optimizer(ParameterGroup<T, TOptions>[] groups)
        : base(groups)
    {
        Groups = [.. groups];
    }

    /// <summary>The parameter groups, in the order given.</summary>
    public new IReadOnlyList<ParameterGroup<T, TOptions>> Groups { get; }
}
