using Eden.Lab.Verification;

namespace Eden.Testing;

/// <summary>Replays a recording through Eden.Reference in double, from the recorded start and gradients.</summary>
internal sealed class TraceOracle
{
    private readonly Trace _trace;
    private readonly Dictionary<string, Action<double[], double[], int[]?, double>> _steps = [];
    private readonly Dictionary<string, Func<Dictionary<string, double[]>>> _states = [];
    private int _next;

    public TraceOracle(Trace trace)
    {
        _trace = trace;
        foreach (TraceParameter parameter in trace.Parameters)
        {
            Values[parameter.Name] = [.. parameter.Initial];
            TraceGroup group = trace.Groups[trace.GroupOf(parameter.Name)];
            Add(parameter, TraceOptions.Of(trace, group));
        }
    }

    /// <summary>The parameters after the steps taken so far, by name.</summary>
    public Dictionary<string, double[]> Values { get; } = [];

    /// <summary>Takes the next recorded step.</summary>
    public void Step()
    {
        TraceStep step = _trace.Steps[_next++];
        foreach ((string name, double[]? gradient) in step.Gradients)
        {
            if (gradient is not null)
            {
                _steps[name](Values[name], gradient, step.Rows.GetValueOrDefault(name), step.LearningRates[_trace.GroupOf(name)]);
            }
        }
    }

    /// <summary>The state of a parameter by PyTorch's names.</summary>
    public Dictionary<string, double[]> State(string parameter) => _states[parameter]();

    private void Add(TraceParameter parameter, OptimizerOptions options)
    {
        Oracle oracle = Oracle.Of(options, parameter.Shape, _trace.Ulp);
        _steps[parameter.Name] = (theta, gradient, rows, learningRate) =>
        {
            oracle.SetLearningRate(learningRate);
            if (rows is null)
            {
                oracle.Step(theta, gradient);
            }
            else
            {
                oracle.StepRows(theta, rows, gradient);
            }
        };
        string[] names = [.. options.DescribeState([.. parameter.Shape]).Select(state => state.Name)];
        _states[parameter.Name] = () =>
        {
            Dictionary<string, double[]> state = names.Zip(oracle.States).ToDictionary();
            if (options.StateOfSteps(oracle.StepCount) is (string name, double value))
            {
                state[name] = [value];
            }

            if (OptimizerRegistry.Of(options)!.CountsSteps)
            {
                state["step"] = [oracle.StepCount];
            }

            return state;
        };
    }
}
