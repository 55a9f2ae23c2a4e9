using System.Numerics;
using Eden.Kernels;

namespace Eden;

/// <summary>
/// Takes steps over memory that others own and may move: each step gets the addresses of values, gradients and state, and the
/// step counts. For adapters to another library's tensors. It keeps only its plan, and gives the bits of
/// <see cref="Optimizer{T}"/>.
/// </summary>
/// <remarks>
/// <code>
/// bound.Clear();
/// bound.Add("line", settings, number, [2], value, gradient, [(nint)first, (nint)second]);
/// bound.Take(new GradientOptions { MaxNorm = 1 });
/// </code>
/// docs/training.md has the whole program. The caller keeps all memory alive; no arrays may overlap. A step over the same
/// parameters and options as the one before does not allocate. One object serves one thread at a time.
/// </remarks>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed unsafe class BoundStep<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Func<int, string> _nameOf;
    private Entry[] _entries = [];
    private int _count;
    private Segment<T>[] _segments = [];
    private long[] _lengths = [];
    private ModelStep<T>? _step;

    /// <summary>Makes one.</summary>
    /// <exception cref="InvalidOperationException"><c>EDEN_LANES</c> names a width that this processor lacks, or
    /// <c>EDEN_THREADS</c> is not a number of threads.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public BoundStep()
    {
        if (typeof(T) != typeof(float) && typeof(T) != typeof(double))
        {
            throw new NotSupportedException($"Elements of type {typeof(T).Name} are not supported; supported are Single and Double.");
        }

        LaneWidth = Lanes.CurrentWidth;
        Engine = new EngineOptions();
        _nameOf = index => _entries[index].Name;
    }

    /// <summary>How steps use the processor. It never changes a result.</summary>
    public EngineOptions Engine
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
            _step = null;
        }
    }

    internal LaneWidth LaneWidth { get; set; }

    /// <summary>The number of parameters added.</summary>
    public int Count => _count;

    /// <summary>Removes all parameters.</summary>
    public void Clear() => _count = 0;

    /// <summary>Adds a parameter to the next step.</summary>
    /// <param name="name">The name, for messages.</param>
    /// <param name="options">The options: the algorithm.</param>
    /// <param name="step">The number of the parameter's step, from 1.</param>
    /// <param name="shape">The length of each dimension; none for a single value.</param>
    /// <param name="value">The address of the values.</param>
    /// <param name="gradient">The address of the gradient.</param>
    /// <param name="state">The addresses of the state arrays, as many and as long as
    /// <see cref="OptimizerOptions.DescribeState(ReadOnlySpan{long})"/> says, filled with their first value before step
    /// 1.</param>
    /// <param name="scheduleMultiplier">η, the factor of the learning rate.</param>
    /// <exception cref="ArgumentException">The algorithm does not take the shape, the number of state arrays is not that of the
    /// options, or an address is not aligned to the element size.</exception>
    /// <exception cref="ArgumentNullException">The name, the options, or an address of an array with elements is
    /// null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="step"/> is below 1, a dimension or
    /// <paramref name="scheduleMultiplier"/> is negative, infinite or NaN.</exception>
    public void Add(string name, OptimizerOptions options, long step, ReadOnlySpan<long> shape, T* value, T* gradient, ReadOnlySpan<nint> state, double scheduleMultiplier = 1)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(step, 1);
        Require.AtLeastZero(scheduleMultiplier, nameof(scheduleMultiplier));
        options.CheckShape(name, shape);
        long length = ParameterShape.CountElements(shape);
        int stateCount = options.CountState(shape.Length);
        if (state.Length != stateCount)
        {
            throw new ArgumentException($"'{name}' comes with {state.Length} state arrays; its options keep {stateCount}.", nameof(state));
        }

        Segment<T> segment = new() { Value = Checked(name, value, length), Gradient = Checked(name, gradient, length), Length = length };
        for (int i = 0; i < state.Length; i++)
        {
            segment.SetState(i, Checked(name, (T*)state[i], length));
        }

        if (_count == _entries.Length)
        {
            Array.Resize(ref _entries, Math.Max(16, 2 * _count));
        }

        ref Entry entry = ref _entries[_count++];
        if (!shape.SequenceEqual(entry.Shape))
        {
            entry.Shape = shape.ToArray();
        }

        (entry.Name, entry.Options, entry.Step, entry.Multiplier, entry.Segment) = (name, options, step, scheduleMultiplier, segment);
    }

    /// <summary>Takes the step over all added parameters, in one pass over memory with one norm and one check for infinite and
    /// NaN gradients. The parameters stay until <see cref="Clear"/>.</summary>
    /// <param name="gradients">What the step does with gradients; null for nothing.</param>
    /// <param name="lossScale">The factor of the loss.</param>
    /// <returns>Whether the step was skipped, and the norm if it was computed.</returns>
    /// <exception cref="ArgumentException">The options of a parameter or <paramref name="gradients"/> contradict each other;
    /// nothing has changed.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><typeparamref name="T"/> cannot hold a number of the step; nothing has
    /// changed.</exception>
    /// <exception cref="InvalidOperationException">Nothing was added.</exception>
    /// <exception cref="NotFiniteNumberException">A gradient is infinite or NaN, and <see cref="NonFiniteGradients.Throw"/> was
    /// chosen; nothing has changed.</exception>
    public StepResult Take(GradientOptions? gradients = null, double lossScale = 1)
    {
        gradients ??= GradientOptions.Plain;
        IModelStep step = Plan(gradients, lossScale);
        return IModelStep.Take(new(in step), LaneWidth, gradients, lossScale);
    }

    /// <summary>Chooses the rules and refuses what cannot be stepped. Changes nothing.</summary>
    internal ModelStep<T> Plan(GradientOptions gradients, double lossScale)
    {
        if (_count == 0)
        {
            throw new InvalidOperationException($"There is nothing to step; {nameof(Add)} parameters first.");
        }

        Optimizer<T>.CheckGradientHandling(gradients, lossScale);
        ModelStep<T> step = Bind();
        step.Begin();
        for (int i = 0; i < _count; i++)
        {
            ref Entry entry = ref _entries[i];
            entry.Options.Validate();
            step.Add(i, entry.Options, entry.Multiplier, entry.Step, entry.Shape);
        }

        step.End(_count);
        return step;
    }

    internal void Measure(StepMeasurement measurement)
    {
        foreach (ref readonly Entry entry in _entries.AsSpan(0, _count))
        {
            Segment<T> segment = entry.Segment;
            measurement.Add(entry.Name, segment.Value, segment.Gradient, segment.Length, entry.Options.DecayPerStep(entry.Multiplier, entry.Step));
        }
    }

    private static T* Checked(string name, T* address, long length)
    {
        if (address is null && length > 0)
        {
            throw new ArgumentNullException(nameof(address), $"'{name}' has a null address.");
        }

        return (nuint)address % (nuint)sizeof(T) == 0
            ? address
            : throw new ArgumentException($"'{name}' has an address that is not aligned to {sizeof(T)} bytes.", nameof(address));
    }

    /// <summary>The plan of the step before with the addresses of this one, where the sizes are the same; otherwise a new one.</summary>
    private ModelStep<T> Bind()
    {
        bool fits = _step is not null && _lengths.Length == _count;
        for (int i = 0; i < _count && fits; i++)
        {
            fits = _lengths[i] == _entries[i].Segment.Length;
        }

        if (!fits)
        {
            _lengths = [.. _entries.Take(_count).Select(entry => entry.Segment.Length)];
            _segments = new Segment<T>[_count];
            _step = new ModelStep<T>(_segments, _lengths, Engine, _nameOf);
        }

        for (int i = 0; i < _count; i++)
        {
            ref Segment<T> bound = ref _segments[i];
            bound = _entries[i].Segment with { Gradient = bound.Gradient, Length = bound.Length };
            _step!.SetGradient(i, _entries[i].Segment.Gradient);
        }

        return _step!;
    }

    private struct Entry
    {
        public string Name;
        public OptimizerOptions Options;
        public long Step;
        public double Multiplier;
        public long[] Shape;
        public Segment<T> Segment;
    }
}
