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
    private readonly Segment<T>[] _segments;
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
        (_state, _segments) = AllocateState(_groups);
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
            GatherGradients();
            UpdateGroups();
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
        Segment<T> segment = _segments[IndexOf(parameter)];
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

    /// <summary>Finds the gradients, and with them what takes part in this step. All that can fail, fails here, before
    /// anything has changed.</summary>
    private unsafe void GatherGradients()
    {
        for (int i = 0; i < _segments.Length; i++)
        {
            ref Segment<T> segment = ref _segments[i];
            segment.Gradient = _parameters[i].GradientPointer;
            segment.Length = segment.Gradient is null ? 0 : _parameters[i].Length;
            ObjectDisposedException.ThrowIf(_parameters[i].IsDisposed, _parameters[i]);
        }
    }

    private void UpdateGroups()
    {
        int start = 0;
        foreach (ParameterGroup<T> group in _groups)
        {
            int end = start + group.Parameters.Count;
            while (start < end)
            {
                int next = PassEnd(start, end, out long step);
                if (step > 0)
                {
                    Pass<T> pass = new(LaneWidth, group.CurrentOptions.Maximize, _segments.AsSpan(start..next));
                    group.CurrentOptions.SelectRule<T, Pass<T>>(group.ScheduleMultiplier, step, ref pass);
                }

                start = next;
            }
        }
    }

    /// <summary>Where the run of parameters from <paramref name="start"/> that take the same step number ends. Parameters
    /// without a gradient, whose segments are empty, join any run; alone they make one of step 0.</summary>
    private unsafe int PassEnd(int start, int end, out long step)
    {
        step = 0;
        int i = start;
        for (; i < end; i++)
        {
            if (_segments[i].Gradient is null)
            {
                continue;
            }

            if (step == 0)
            {
                step = _steps[i] + 1;
            }
            else if (_steps[i] + 1 != step)
            {
                break;
            }
        }

        return i;
    }

    private unsafe void CountSteps()
    {
        for (int i = 0; i < _segments.Length; i++)
        {
            if (_segments[i].Gradient is not null)
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
        Groups = groups;
    }

    /// <summary>The parameter groups, in the order given.</summary>
    public new IReadOnlyList<ParameterGroup<T, TOptions>> Groups { get; }
}
