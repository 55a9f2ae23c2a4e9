using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using Eden.Kernels;

namespace Eden;

/// <summary>
/// Updates parameters from their gradients. An optimizer keeps its state (moments) in native memory, which is freed on dispose.
/// </summary>
/// <remarks>
/// One optimizer serves one thread at a time; a concurrent <see cref="Step()"/> throws and changes nothing. Results have the same
/// bits for every vector width and number of threads.
/// </remarks>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public partial class Optimizer<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly OptimizedModel<T> _model = new();
    private readonly Func<int, string> _nameOf;
    private ModelStep<T> _step;
    private int _busy;
    private bool _disposed;

    /// <summary>Makes an optimizer with one group.</summary>
    /// <param name="parameters">What to update: at least one, with distinct names and memory of its own.</param>
    /// <param name="options">The options.</param>
    /// <exception cref="ArgumentException">There is no parameter, one is given twice, two share a name or memory, or the options
    /// contradict each other.</exception>
    /// <exception cref="InvalidOperationException"><c>EDEN_LANES</c> names a width that this processor lacks, or
    /// <c>EDEN_THREADS</c> is not a number of threads.</exception>
    /// <exception cref="ObjectDisposedException">A parameter was disposed.</exception>
    public Optimizer(IEnumerable<Parameter<T>> parameters, OptimizerOptions options)
        : this(new ParameterGroup<T>(parameters, options))
    {
    }

    /// <summary>Makes an optimizer with several groups. Their options may have different types: one optimizer with several
    /// algorithms, one clip norm, one check for infinite and NaN gradients, and one checkpoint.</summary>
    /// <param name="groups">At least one group; no group may belong to another optimizer.</param>
    /// <exception cref="ArgumentException">There is no group, a group or parameter is given twice, or two parameters share a name
    /// or memory.</exception>
    /// <exception cref="InvalidOperationException"><c>EDEN_LANES</c> names a width that this processor lacks, or
    /// <c>EDEN_THREADS</c> is not a number of threads.</exception>
    /// <exception cref="ObjectDisposedException">A parameter was disposed.</exception>
    public Optimizer(params ParameterGroup<T>[] groups)
    {
        ArgumentNullException.ThrowIfNull(groups);
        LaneWidth = Lanes.CurrentWidth;
        EngineOptions engine = new();
        _nameOf = index => _model.Parameters[index].Name;
        _model.Add([.. groups]);
        Engine = engine;
    }

    /// <summary>Raised before a step reads anything: a handler may change gradients, learning rates and options. PyTorch's
    /// <c>register_step_pre_hook</c>.</summary>
    /// <remarks>An exception of a handler ends the step before anything changed.</remarks>
    public event Action<Optimizer<T>>? Stepping;

    /// <summary>Raised after each step with its result, also if it was skipped. PyTorch's
    /// <c>register_step_post_hook</c>.</summary>
    /// <remarks>An exception of a handler leaves the step taken.</remarks>
    public event Action<Optimizer<T>, StepResult>? Stepped;

    /// <summary>The parameter groups, in the order given.</summary>
    public IReadOnlyList<ParameterGroup<T>> Groups => _model.Groups;

    /// <summary>The parameters of all groups, in their order.</summary>
    public IReadOnlyList<Parameter<T>> Parameters => _model.Parameters;

    /// <summary>The learning rate α of all groups, settable between steps.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to a number that is negative, NaN, or infinite in <typeparamref name="T"/>;
    /// nothing has changed.</exception>
    /// <exception cref="InvalidOperationException">Asked for while the groups have different rates.</exception>
    public double LearningRate
    {
        get => Array.TrueForAll(_model.Groups, group => group.LearningRate == _model.Groups[0].LearningRate)
            ? _model.Groups[0].LearningRate
            : throw new InvalidOperationException("The groups have different learning rates; ask each group for its own.");
        set
        {
            foreach (ParameterGroup<T> group in _model.Groups)
            {
                (group.Options with { LearningRate = value }).CheckRates<T>(group.ScheduleMultiplier);
            }

            foreach (ParameterGroup<T> group in _model.Groups)
            {
                group.LearningRate = value;
            }
        }
    }

    /// <summary>Number of steps taken, without skipped ones; the groups' schedules follow it.</summary>
    public long StepCount { get; private set; }

    /// <summary>How steps use the processor, settable between steps. It never changes a result.</summary>
    public EngineOptions Engine
    {
        get;
        [MemberNotNull(nameof(_step))]
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            CheckGroups();
            field = value;
            BuildPlan();
        }
    }

    /// <summary>The width that steps use; the tests set others.</summary>
    internal LaneWidth LaneWidth { get; set; }

    /// <summary>
    /// Updates every parameter that has a gradient, and its step count. Skips parameters without a gradient. Does not allocate.
    /// </summary>
    /// <remarks>Groups with a <see cref="ParameterGroup{T}.Schedule"/> get their multiplier first, and keep it if the step is
    /// refused. If no parameter has a gradient, a step throws; PyTorch's does nothing.</remarks>
    /// <returns>Whether the step was skipped, and the norm of the gradients if <see cref="GradientOptions"/> needs it.</returns>
    /// <exception cref="InvalidOperationException">Another thread is in a step of this optimizer, the parameters are at their
    /// evaluation point, or none of them has a gradient.</exception>
    /// <exception cref="NotFiniteNumberException">A gradient is infinite or NaN, or becomes so when it is divided by the loss
    /// scale, and <see cref="NonFiniteGradients.Throw"/> was chosen; no parameter, state or count has changed.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The options and the multiplier of a group make a number in this step that
    /// <typeparamref name="T"/> cannot hold; no parameter, state or count has changed.</exception>
    /// <exception cref="ObjectDisposedException">The optimizer or one of its parameters was disposed; no parameter, state or
    /// count has changed.</exception>
    public StepResult Step() => TakeStep(0, differentiate: null, measurement: null);

    /// <summary>Takes a step as <see cref="Step()"/> does, and returns the sizes of gradients, weights and update, per
    /// parameter.</summary>
    /// <remarks>For diagnosis: it copies all values and reads them several times, so it takes many times as long as a step. The
    /// step is the same, bit for bit.</remarks>
    /// <returns>What the step did.</returns>
    /// <exception cref="InvalidOperationException">As <see cref="Step()"/>; and <see cref="Communicator"/> is set.</exception>
    /// <exception cref="NotFiniteNumberException">As <see cref="Step()"/>.</exception>
    /// <exception cref="ObjectDisposedException">As <see cref="Step()"/>.</exception>
    public StepStatistics StepAndMeasure()
    {
        if (Communicator is not null)
        {
            throw new InvalidOperationException("A step of several ranks cannot be measured: none of them has all gradients. Measure in one process.");
        }

        using StepMeasurement measurement = new(LossScale * GradientOptions.MicroBatches);
        TakeStep(0, differentiate: null, measurement);
        return measurement.Statistics!;
    }

    /// <summary>Sets every gradient to zero; absent gradients stay absent.</summary>
    public void ZeroGradients()
    {
        foreach (Parameter<T> parameter in _model.Parameters)
        {
            parameter.ZeroGradient();
        }
    }

    /// <summary>Frees the state. The parameters belong to the caller and stay unchanged.</summary>
    /// <exception cref="InvalidOperationException">Another thread is in a step of this optimizer.</exception>
    public void Dispose()
    {
        Enter();
        _disposed = true;
        _model.Dispose();
        foreach (TouchedRows<T> rows in _touched.Values)
        {
            rows.Dispose();
        }

        _exchange?.Dispose();
        Leave();
        GC.SuppressFinalize(this);
    }

    private StepResult TakeStep(int microBatches, Action<int>? differentiate, StepMeasurement? measurement)
    {
        Enter();
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            Stepping?.Invoke(this);
            AddGradients(microBatches, differentiate);
            StepResult result = Update(measurement);
            ShareStep(result);
            measurement?.End(result);
            Stepped?.Invoke(this, result);
            return result;
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Refuses rates that no plan can be made with, before anything changes.</summary>
    private void CheckGroups()
    {
        foreach (ParameterGroup<T> group in _model.Groups)
        {
            ParameterGroup<T>.Validate(group.Options, group.ScheduleMultiplier);
        }
    }

    /// <summary>Shares the parameters among threads and ranks.</summary>
    [MemberNotNull(nameof(_step))]
    private void BuildPlan()
    {
        _exchange?.Dispose();
        _exchange = null;
        _step = new ModelStep<T>(_model.Segments, [.. _model.Parameters.Select(parameter => parameter.Length)], Engine, _nameOf);

        // For the case that every parameter has another step count, so that no step allocates.
        int i = 0;
        foreach (ParameterGroup<T> group in _model.Groups)
        {
            foreach (Parameter<T> parameter in group.Parameters)
            {
                _step.Reserve(i++, group.Options, group.ScheduleMultiplier, parameter.Shape);
            }
        }

        if (Communicator is not null)
        {
            _step.Join(Communicator, _model.Own);
        }
    }

    /// <summary>Gathers the gradients and chooses the rules. Changes no parameter, state or count.</summary>
    private unsafe void Plan()
    {
        _step.Begin();
        bool isIdle = true;
        int i = 0;
        foreach (ParameterGroup<T> group in _model.Groups)
        {
            for (int end = i + group.Parameters.Count; i < end; i++)
            {
                Parameter<T> parameter = _model.Parameters[i];
                SavedValues<T>.ThrowIfAway(parameter);
                _model.Segments[i].Value = parameter.ValuePointer;
                bool isSparse = parameter.SparseGradient is not null && !parameter.IsFrozen;
                if (isSparse)
                {
                    _step.SetRows(i, GatherRows(i, group));
                }
                else
                {
                    _step.SetGradient(i, parameter.GradientPointer);
                }

                isIdle &= !isSparse && (!parameter.HasGradient || parameter.IsFrozen);
                if (!isSparse && parameter.GradientPointer is null)
                {
                    ObjectDisposedException.ThrowIf(parameter.IsDisposed, parameter);
                }
                else
                {
                    _step.Add(i, group.Options, group.ScheduleMultiplier, _model.Steps[i] + 1, parameter.Shape);
                }
            }
        }

        _step.End(i);
        if (isIdle)
        {
            throw new InvalidOperationException("No parameter has a gradient, so the step would do nothing. Compute gradients first: HasGradient = true, then write to Gradient. Frozen parameters do not count.");
        }
    }

    private unsafe void CountSteps()
    {
        StepCount++;
        Segment<T>[] segments = _model.Segments;
        long[] steps = _model.Steps;
        for (int i = 0; i < segments.Length; i++)
        {
            if (segments[i].Gradient is not null)
            {
                steps[i]++;
            }
        }
    }

    private void Enter()
    {
        if (Interlocked.Exchange(ref _busy, 1) != 0)
        {
            throw new InvalidOperationException("Another thread is in a step of this optimizer, or a handler of the step asks for another; one optimizer serves one thread at a time.");
        }
    }

    private void Leave() => Volatile.Write(ref _busy, 0);
}
