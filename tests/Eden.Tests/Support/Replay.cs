using System.Numerics;
using Eden.Testing;

namespace Eden.Tests.Support;

/// <summary>A recording on the library's own optimizers.</summary>
internal sealed class Replay<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Trace _trace;
    private readonly Dictionary<string, Parameter<T>> _parameters;
    private readonly Optimizer<T> _optimizer;
    private int _next;

    public Replay(Trace trace)
    {
        _trace = trace;
        _parameters = trace.Parameters.ToDictionary(parameter => parameter.Name, parameter => Parameter<T>.Wrap(parameter.Name, Narrow(parameter.Initial), [.. parameter.Shape]));
        _optimizer = new Optimizer<T>([.. trace.Groups.Select(group => new ParameterGroup<T>(Members(group), TraceOptions.Of(trace, group)))]);
    }

    /// <summary>Takes the next recorded step with the recorded gradients and rates.</summary>
    public void Step()
    {
        TraceStep step = _trace.Steps[_next++];
        for (int i = 0; i < _optimizer.Groups.Count; i++)
        {
            _optimizer.Groups[i].LearningRate = step.LearningRates[i];
        }

        foreach ((string name, double[]? gradient) in step.Gradients)
        {
            _parameters[name].HasGradient = gradient is not null;
            if (gradient is not null)
            {
                Narrow(gradient).CopyTo(_parameters[name].Gradient);
            }
        }

        _optimizer.Step();
    }

    public double[] Values(string name) => Widen(_parameters[name].Value);

    public void SetValues(string name, double[] values) => Narrow(values).CopyTo(_parameters[name].Value);

    public double[] State(string name, int index) => Widen(_optimizer.State(_parameters[name], index));

    public void Dispose()
    {
        _optimizer.Dispose();
        foreach (Parameter<T> parameter in _parameters.Values)
        {
            parameter.Dispose();
        }
    }

    private static T[] Narrow(double[] values) => [.. values.Select(T.CreateTruncating)];

    private static double[] Widen(ReadOnlySpan<T> values) => [.. values.ToArray().Select(double.CreateTruncating)];

    private IEnumerable<Parameter<T>> Members(TraceGroup group) => group.Parameters.Select(name => _parameters[name]);
}
