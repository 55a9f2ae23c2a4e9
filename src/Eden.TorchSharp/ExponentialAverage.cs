using System.Globalization;
using System.Numerics;
using static TorchSharp.torch;
using TorchParameter = TorchSharp.Modules.Parameter;

namespace Eden.Torch;

/// <summary>An exponential moving average (EMA) of the weights of a TorchSharp model, over CPU tensors: the bits of
/// <see cref="ExponentialAverage{T}"/>, which describes it.</summary>
/// <remarks>Call <see cref="Update"/> after each step that was not skipped, and evaluate or save the model within
/// <see cref="Evaluate"/>.</remarks>
public sealed class ExponentialAverage : IDisposable
{
    private readonly (string Name, TorchParameter Parameter, Tensor Average)[] _all;
    private readonly BoundStep<float> _singles = new();
    private readonly BoundStep<double> _doubles = new();
    private readonly RuleOptions _rule;
    private bool _disposed;

    /// <summary>Averages parameters with names.</summary>
    /// <param name="parameters">Parameters, as <c>model.named_parameters()</c> gives them; tied weights count once.</param>
    /// <param name="options">The options; left out, the defaults.</param>
    /// <exception cref="ArgumentException">There is no parameter, or two have one name.</exception>
    /// <exception cref="InvalidOperationException">A parameter was disposed.</exception>
    /// <exception cref="NotSupportedException">A parameter is not a dense float32 or float64 tensor on the CPU.</exception>
    public ExponentialAverage(IEnumerable<(string name, TorchParameter parameter)> parameters, ExponentialAverageOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        Options = options ?? new();
        _rule = Options.ToStepOptions();
        (string Name, TorchParameter Parameter)[] all = [.. parameters.DistinctBy(one => Native.Identity(TensorChecks.HandleOf(one.parameter, one.name)))];
        string? twice = all.CountBy(one => one.Name).FirstOrDefault(count => count.Value > 1).Key;
        if (all.Length == 0 || twice is not null)
        {
            throw new ArgumentException(twice is null ? "An average needs at least one parameter." : $"Two parameters are called '{twice}'.", nameof(parameters));
        }

        foreach ((string name, TorchParameter parameter) in all)
        {
            TensorChecks.AcceptValue(parameter, TensorFacts.Of(parameter.Handle), name);
        }

        using IDisposable scope = Quiet.Begin();
        _all = [.. all.Select(one => (one.Name, one.Parameter, zeros_like(one.Parameter).DetachFromDisposeScope()))];
        Averages = _all.ToDictionary(one => one.Name, one => one.Average, StringComparer.Ordinal);
    }

    /// <summary>Averages parameters; their names are their places.</summary>
    /// <inheritdoc cref="ExponentialAverage(IEnumerable{ValueTuple{string, TorchParameter}}, ExponentialAverageOptions)"/>
    public ExponentialAverage(IEnumerable<TorchParameter> parameters, ExponentialAverageOptions? options = null)
        : this(Materialize.All(parameters).Select((parameter, i) => (i.ToString(CultureInfo.InvariantCulture), parameter)), options)
    {
    }

    /// <summary>The options.</summary>
    public ExponentialAverageOptions Options { get; }

    /// <summary>The averages by name, in the shapes of their parameters; zeros before the first update. With <see cref="Updates"/> they are
    /// what a checkpoint keeps: save them, and <c>copy_</c> the saved ones back.</summary>
    public IReadOnlyDictionary<string, Tensor> Averages { get; }

    /// <summary>How many values the average has taken in. Set it, with <see cref="Averages"/>, to go on from a checkpoint.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public long Updates
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    }

    /// <summary>Takes in the values that the parameters have now, the first ones as they are, in one pass over memory.</summary>
    /// <exception cref="InvalidOperationException">A parameter or average was disposed or has changed, or the parameters are at their
    /// evaluation point; nothing has changed.</exception>
    /// <exception cref="NotSupportedException">A parameter is no longer a dense float32 or float64 tensor on the CPU; nothing has
    /// changed.</exception>
    /// <exception cref="ObjectDisposedException">The average was disposed.</exception>
    public unsafe void Update()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _singles.Clear();
        _doubles.Clear();
        foreach ((string name, TorchParameter parameter, Tensor average) in _all)
        {
            nint handle = TensorChecks.HandleOf(parameter, name);
            SavedValues.ThrowIfAway(Native.Identity(handle));
            TensorFacts value = TensorFacts.Of(handle);
            TensorChecks.AcceptValue(parameter, value, name);
            if (average.IsInvalid || TensorFacts.Of(average.Handle) with { Data = value.Data } != value || !TensorChecks.IsSameLayout(parameter, value, average, average.Handle))
            {
                throw new InvalidOperationException($"The average of '{name}' no longer fits the parameter: one of the two was disposed or replaced. Make the average again. Nothing has changed.");
            }

            void* averages = Native.Data(average.Handle);
            if (value.ElementType == (sbyte)ScalarType.Float32)
            {
                Add(_singles, (float*)averages);
            }
            else
            {
                Add(_doubles, (double*)averages);
            }

            void Add<T>(BoundStep<T> bound, T* average)
                where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
                bound.Add(name, _rule, Updates + 1, [value.Length], average, (T*)value.Data, []);
        }

        JointStep.Take(_singles, _doubles);
        Updates++;
        foreach ((_, _, Tensor average) in _all)
        {
            Native.BumpVersion(average);
        }
    }

    /// <summary>Puts the averages into the parameters until the result is disposed, which brings their own values back bit for bit.
    /// Meanwhile steps and updates throw; what is written into parameters is lost. Before the first update nothing is put.</summary>
    /// <returns>The scope of the evaluation: <c>using (average.Evaluate()) { … }</c>.</returns>
    /// <exception cref="InvalidOperationException">The parameters are at an evaluation point already, or were disposed; nothing has
    /// changed.</exception>
    /// <exception cref="ObjectDisposedException">The average was disposed.</exception>
    public IDisposable Evaluate()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        SavedValues training = new(_all.Select(one => (one.Parameter, one.Name)));
        using IDisposable scope = Quiet.Begin();
        foreach ((_, TorchParameter parameter, Tensor average) in _all)
        {
            if (Updates > 0)
            {
                parameter.copy_(average);
            }
        }

        return training;
    }

    /// <summary>Frees the averages. The parameters stay as they are.</summary>
    public void Dispose()
    {
        _disposed = true;
        foreach ((_, _, Tensor average) in _all)
        {
            average.Dispose();
        }
    }
}
