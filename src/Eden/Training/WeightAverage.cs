using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using Eden.Kernels;
using Eden.Rules;

namespace Eden;

/// <summary>
/// An average of the parameters' values over a training, often better than the last values: <see cref="EqualAverage{T}"/> or
/// <see cref="ExponentialAverage{T}"/>.
/// </summary>
/// <remarks>
/// <para>Call <see cref="Update"/> after each step that was not skipped, for example in a handler of
/// <see cref="Optimizer{T}.Stepped"/>, or less often. Evaluate or save the model within <see cref="Evaluate"/>. The averages are
/// in native memory, which is freed on dispose.</para>
/// <para>The average has the element type of the parameters, and the same bits for any number of threads and any vector width.
/// One average serves one thread at a time.</para>
/// </remarks>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public abstract class WeightAverage<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Parameter<T>[] _parameters;
    private readonly NativeBuffer<T> _averages;
    private readonly Segment<T>[] _segments;
    private StepPlan<T> _plan;
    private bool _disposed;

    private protected unsafe WeightAverage(IEnumerable<Parameter<T>> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        _parameters = [.. parameters];
        if (_parameters.Length == 0 || _parameters.Contains(null))
        {
            throw new ArgumentException(_parameters.Length == 0 ? "An average needs at least one parameter." : "A parameter is null.", nameof(parameters));
        }

        GroupChecks.RefuseDuplicates(_parameters);
        LaneWidth = Lanes.CurrentWidth;
        EngineOptions engine = new();
        (_averages, _segments) = StateLayout.AllocateValues(_parameters);
        Engine = engine;
    }

    /// <summary>The parameters, in the order given.</summary>
    public IReadOnlyList<Parameter<T>> Parameters => _parameters;

    /// <summary>How updates use the processor, settable between updates. It never changes a result.</summary>
    public EngineOptions Engine
    {
        get;
        [MemberNotNull(nameof(_plan))]
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
            _plan = new StepPlan<T>(_segments, [.. _parameters.Select(parameter => parameter.Length)], value);

            // A pass, so that no update allocates.
            _plan.Use(new AverageRule<T>(0));
        }
    }

    /// <summary>The number of updates so far. Set it, with <see cref="GetValues"/>, to resume from a checkpoint.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public long Updates { get; set => field = Require.AtLeastZero(value); }

    /// <summary>The width that updates use; the tests set others.</summary>
    internal LaneWidth LaneWidth { get; set; }

    /// <summary>Adds the current values of all parameters, frozen ones too; the first values are taken unchanged. Does not
    /// allocate.</summary>
    /// <exception cref="InvalidOperationException">The parameters are at their evaluation point; nothing has changed.</exception>
    /// <exception cref="ObjectDisposedException">The average or a parameter was disposed; nothing has changed.</exception>
    public unsafe void Update()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        for (int i = 0; i < _parameters.Length; i++)
        {
            Parameter<T> parameter = _parameters[i];
            ObjectDisposedException.ThrowIf(parameter.IsDisposed, parameter);
            SavedValues<T>.ThrowIfAway(parameter);
            _plan.SetGradient(i, parameter.ValuePointer);
        }

        _plan.Clear();
        _plan.BeginPass(0);
        _plan.Use(new AverageRule<T>(Keep(Updates + 1)));
        _plan.EndPass(negatesGradient: false, _parameters.Length);
        _plan.Run(LaneWidth, GradientUse.Scaled(1));
        Updates++;
    }

    /// <summary>The average of a parameter, row-major, in place; zeros before the first update.</summary>
    /// <remarks>This is memory of the average: keep the average undisposed while the span is in use.</remarks>
    /// <param name="parameter">One of the parameters.</param>
    /// <exception cref="ArgumentException">The average does not have this parameter.</exception>
    /// <exception cref="ObjectDisposedException">The average was disposed.</exception>
    /// <exception cref="OverflowException">The parameter has more elements than a span can address.</exception>
    public unsafe Span<T> GetValues(Parameter<T> parameter) => new(ValuePointer(parameter), checked((int)parameter.Length));

    /// <summary>
    /// Puts the averages into the parameters until the result is disposed, which restores their values bit for bit. Meanwhile
    /// steps and updates throw, and writes to parameters are lost. Does nothing before the first update.
    /// </summary>
    /// <remarks>Keeps a copy of all values until then.</remarks>
    /// <returns>The scope of the evaluation: <c>using (average.Evaluate()) { … }</c>.</returns>
    /// <exception cref="InvalidOperationException">The parameters are at an evaluation point already.</exception>
    /// <exception cref="ObjectDisposedException">The average or a parameter was disposed.</exception>
    public unsafe IDisposable Evaluate()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        SavedValues<T> training = new(_parameters);
        for (int i = 0; i < _parameters.Length && Updates > 0; i++)
        {
            SavedValues<T>.Copy(_segments[i].Value, _parameters[i].ValuePointer, _parameters[i].Length);
        }

        // The averages are this object's memory, which the collector may take with it once nothing else needs it.
        GC.KeepAlive(this);
        return training;
    }

    /// <summary>Frees the average. The parameters belong to the caller and stay unchanged.</summary>
    public void Dispose()
    {
        _disposed = true;
        _averages.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The address of the average of a parameter.</summary>
    internal unsafe T* ValuePointer(Parameter<T> parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        ObjectDisposedException.ThrowIf(_disposed, this);
        int index = Array.IndexOf(_parameters, parameter);
        return index >= 0 ? _segments[index].Value : throw new ArgumentException($"The average does not have the parameter {parameter}.", nameof(parameter));
    }

    /// <summary>The average's kind by its name in a checkpoint.</summary>
    internal abstract string Kind { get; }

    /// <summary>Shows the options to <paramref name="map"/>; returns what they are with its values.</summary>
    internal abstract object? MapOptions(IOptionMap map);

    /// <summary>What share of itself the average keeps in an update, counted from 1: nothing in the first.</summary>
    private protected abstract double Keep(long update);
}
