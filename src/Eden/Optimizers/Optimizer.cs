using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using Eden.Kernels;

namespace Eden;

/// <summary>
/// Updates parameters from their gradients. An optimizer keeps its state (moments) in native memory of its own and frees it
/// when disposed.
/// </summary>
/// <remarks>
/// One optimizer serves one thread at a time; a concurrent <see cref="Step"/> throws and changes nothing. The numbers are
/// the same bits for every vector width and number of threads.
/// </remarks>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public abstract partial class Optimizer<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ParameterGroup<T>[] _groups;
    private readonly Parameter<T>[] _parameters;
    private readonly Dictionary<Parameter<T>, int> _indexOf;
    private readonly long[] _steps;
    private readonly NativeBuffer<T> _state;
    private readonly Segment<T>[] _segments;
    private StepPlan<T> _plan;
    private int _busy;
    private bool _disposed;

    private protected Optimizer(IEnumerable<ParameterGroup<T>> groups)
    {
        ArgumentNullException.ThrowIfNull(groups);
        _groups = [.. groups];
        _parameters = GroupChecks.CollectParameters(_groups);
        _steps = new long[_parameters.Length];
        _indexOf = _parameters.Select((parameter, index) => (parameter, index)).ToDictionary();
        LaneWidth = Lanes.CurrentWidth;
        (_state, _segments) = StateLayout.Allocate(_groups);
        Engine = new EngineOptions();
        foreach (ParameterGroup<T> group in _groups)
        {
            group.IsOwned = true;
        }
    }

    /// <summary>The parameter groups, in the order given.</summary>
    public IReadOnlyList<ParameterGroup<T>> Groups => _groups;

    /// <summary>How steps use the processor, settable between steps. No setting changes a result.</summary>
    public EngineOptions Engine
    {
        get;
        [MemberNotNull(nameof(_plan))]
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
            _plan = new StepPlan<T>(_segments, [.. _parameters.Select(parameter => parameter.Length)], value);

            // Passes for the case that every parameter has another step count, so that no step allocates.
            foreach (ParameterGroup<T> group in _groups)
            {
                foreach (Parameter<T> _ in group.Parameters)
                {
                    group.CurrentOptions.SelectRule<T, StepPlan<T>>(group.ScheduleMultiplier, 1, ref _plan);
                }
            }
        }
    }

    /// <summary>What steps do with gradients before and after they use them, settable between steps. Default: nothing.</summary>
    /// <exception cref="ArgumentException">The options contradict each other.</exception>
    public GradientOptions GradientOptions
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            value.Validate();
            field = value;
        }
    } = new();

    /// <summary>What the loss was multiplied by: a step divides all gradients by it. Default 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Zero, negative, infinite or NaN.</exception>
    public double LossScale { get; set => field = Require.Above(value, 0); } = 1;

    /// <summary>How many steps were skipped because a gradient was infinite or NaN.</summary>
    public long SkippedSteps { get; private set; }

    /// <summary>The width that steps use; the tests set others.</summary>
    internal LaneWidth LaneWidth { get; set; }

    /// <summary>Why no step may be taken now, or null.</summary>
    private protected string? Obstacle { get; set; }

    /// <summary>
    /// Updates every parameter that has a gradient, and its step count. Parameters without a gradient stay untouched.
    /// Allocates nothing.
    /// </summary>
    /// <returns>Whether the step was skipped, and the norm of the gradients where <see cref="GradientOptions"/> needs
    /// it.</returns>
    /// <exception cref="InvalidOperationException">Another thread is in a step of this optimizer, or the parameters are at their
    /// evaluation point.</exception>
    /// <exception cref="NotFiniteNumberException">A gradient is infinite or NaN and
    /// <see cref="NonFiniteGradients.Throw"/> was chosen; nothing has changed.</exception>
    /// <exception cref="ObjectDisposedException">The optimizer or one of its parameters was disposed; nothing has
    /// changed.</exception>
    public StepResult Step()
    {
        Enter();
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (Obstacle is not null)
            {
                throw new InvalidOperationException(Obstacle);
            }

            Plan();
            double? norm = GradientOptions.NeedsNorm ? Math.Sqrt(_plan.SumOfSquares()) / LossScale : null;
            if (IsRefused(norm))
            {
                SkippedSteps++;
                if (GradientOptions.ClearAfterStep)
                {
                    ZeroGradients();
                }

                return new StepResult(IsSkipped: true, norm);
            }

            double clip = GradientOptions.MaxNorm is double most ? Math.Min(1, most / (norm!.Value + 1e-6)) : 1;
            _plan.Run(LaneWidth, new GradientUse(clip / LossScale, GradientOptions.MaxValue ?? double.PositiveInfinity, GradientOptions.ClearAfterStep));
            CountSteps();
            return new StepResult(IsSkipped: false, norm);
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

    /// <summary>A copy of what the optimizer remembers of a parameter, for diagnosis.</summary>
    /// <param name="parameter">One of the optimizer's parameters.</param>
    /// <returns>The values by PyTorch's names, for example <c>exp_avg</c> and <c>exp_avg_sq</c> (the moments before bias
    /// correction) or <c>momentum_buffer</c>; nothing for plain gradient descent. Zeros before the first step.</returns>
    /// <exception cref="ArgumentException">The optimizer does not have this parameter.</exception>
    /// <exception cref="ObjectDisposedException">The optimizer was disposed.</exception>
    /// <exception cref="OverflowException">The parameter has more elements than an array can hold.</exception>
    public IReadOnlyDictionary<string, T[]> GetState(Parameter<T> parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        ParameterGroup<T> group = Array.Find(_groups, group => group.Parameters.Contains(parameter)) ?? throw Unknown(parameter);
        ReadOnlySpan<string> names = group.CurrentOptions.StateNames;
        Dictionary<string, T[]> state = new(StringComparer.Ordinal);
        for (int i = 0; i < names.Length; i++)
        {
            state.Add(names[i], State(parameter, i).ToArray());
        }

        return state;
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
        T* state = StatePointer(parameter, index);
        return state is null ? default : new Span<T>(state, checked((int)parameter.Length));
    }

    internal unsafe T* StatePointer(Parameter<T> parameter, int index)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        Segment<T> segment = _segments[IndexOf(parameter)];
        return index switch { 0 => segment.State0, 1 => segment.State1, _ => segment.State2 };
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
            int end = i + group.Parameters.Count;
            int start = i;
            long step = 0;
            for (; i < end; i++)
            {
                Parameter<T> parameter = _parameters[i];
                T* gradient = parameter.GradientPointer;
                _plan.SetGradient(i, gradient, parameter.Length);
                if (gradient is null)
                {
                    ObjectDisposedException.ThrowIf(parameter.IsDisposed, parameter);
                    continue;
                }

                if (_steps[i] + 1 != step || options.IsMasked)
                {
                    EndPass(options, step, start, i);
                    step = _steps[i] + 1;
                    start = i;
                    StepPlan<T> sink = _plan;
                    options.SelectRule<T, StepPlan<T>>(group.ScheduleMultiplier, step, ref sink);
                }
            }

            EndPass(options, step, start, end);
        }
    }

    private void EndPass(OptimizerOptions options, long step, int start, int end)
    {
        if (step > 0)
        {
            _plan.EndPass(options.Maximize, start, end);
        }
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

    /// <summary>Whether the step must be skipped; throws where that was asked for.</summary>
    private bool IsRefused(double? norm)
    {
        if (GradientOptions.NonFinite == NonFiniteGradients.Propagate || double.IsFinite(norm!.Value))
        {
            return false;
        }

        // The squares of doubles can overflow where the gradients do not.
        foreach (Parameter<T> parameter in _parameters)
        {
            if (parameter.IndexOfNonFiniteGradient() is long index and >= 0)
            {
                return GradientOptions.NonFinite == NonFiniteGradients.SkipStep
                    ? true
                    : throw new NotFiniteNumberException($"The gradient of '{parameter.Name}' is infinite or NaN at index {index}.");
            }
        }

        return false;
    }

    private int IndexOf(Parameter<T> parameter) => _indexOf.TryGetValue(parameter, out int index) ? index : throw Unknown(parameter);

    private static ArgumentException Unknown(Parameter<T> parameter) =>
        new($"The optimizer does not have the parameter {parameter}.", nameof(parameter));

    private void Enter()
    {
        if (Interlocked.Exchange(ref _busy, 1) != 0)
        {
            throw new InvalidOperationException("Another thread is in a step of this optimizer; one optimizer serves one thread at a time.");
        }
    }
}
