using System.Numerics;
using Eden.Lab.Recordings;

namespace Eden.Lab.Verification;

/// <summary>Eden's optimizer on the parameters of a recording.</summary>
internal sealed class Replay<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Parameter<T>[] _parameters;
    private readonly Optimizer<T> _optimizer;
    private readonly OptimizerOptions[] _options;

    /// <summary>Stands at the recording's start.</summary>
    public Replay(IReadOnlyList<OptimizerOptions> options, TraceRecording trace)
    {
        _parameters = [.. trace.Parameters.Select(parameter => new Parameter<T>(parameter.Name, [.. parameter.Shape]))];
        SetValues([.. trace.Parameters.Select(parameter => parameter.Initial)]);
        _options = [.. trace.Parameters.Select((_, index) => options[trace.Groups.TakeWhile(group => !group.Parameters.Contains(index)).Count()])];
        _optimizer = new Optimizer<T>([.. trace.Groups.Select((group, index) => new ParameterGroup<T>(group.Parameters.Select(member => _parameters[member]), options[index]))]);
    }

    public ReadOnlySpan<T> Values(int parameter) => _parameters[parameter].Value;

    /// <summary>Goes to other values; moments and step counts stay.</summary>
    public void SetValues(IReadOnlyList<double[]> values)
    {
        for (int i = 0; i < _parameters.Length; i++)
        {
            Convert(values[i], _parameters[i].Value);
        }
    }

    /// <summary>Takes one step with the recorded gradients and learning rates.</summary>
    public void Step(TraceStep step)
    {
        for (int i = 0; i < _optimizer.Groups.Count; i++)
        {
            _optimizer.Groups[i].LearningRate = step.LearningRates[i];
        }

        for (int i = 0; i < _parameters.Length; i++)
        {
            RecordedGradient? gradient = step.Gradients[i];
            _parameters[i].HasGradient = gradient is { Rows: null };
            _parameters[i].SparseGradient = null;
            if (gradient?.Rows is not null)
            {
                T[] values = new T[gradient.Values.Length];
                Convert(gradient.Values, values);
                _parameters[i].SparseGradient = new(gradient.Rows.Select(row => (long)row).ToArray(), values);
            }
            else if (gradient is not null)
            {
                Convert(gradient.Values, _parameters[i].Gradient);
            }
        }

        // A step without any gradient does nothing in PyTorch; Eden refuses it.
        if (Array.Exists(_parameters, parameter => parameter.HasGradient || parameter.SparseGradient is not null))
        {
            _optimizer.Step();
        }
    }

    /// <summary>The number of steps that a parameter has taken.</summary>
    public long StepCount(int parameter) => _optimizer.GetStepCount(_parameters[parameter]);

    /// <summary>What the optimizer remembers of a parameter, by PyTorch's names.</summary>
    public Dictionary<string, double[]> State(int parameter) =>
        _optimizer.GetState(_parameters[parameter]).ToDictionary(pair => pair.Key, pair => Array.ConvertAll(pair.Value, double.CreateTruncating), StringComparer.Ordinal);

    /// <summary>What PyTorch remembers besides and the number of steps gives, by PyTorch's names.</summary>
    public Dictionary<string, double[]> StateOfSteps(int parameter) => _options[parameter].StateOfSteps(StepCount(parameter)) is (string name, double value)
        ? new(StringComparer.Ordinal) { [name] = [value] }
        : [];

    public void Dispose() => _optimizer.Dispose();

    private static void Convert(double[] from, Span<T> to)
    {
        for (int i = 0; i < from.Length; i++)
        {
            to[i] = T.CreateTruncating(from[i]);
        }
    }
}
