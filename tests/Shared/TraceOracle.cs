using Eden.Reference;

namespace Eden.Testing;

/// <summary>Replays a recording through Eden.Reference in double, from the recorded start and gradients.</summary>
internal sealed partial class TraceOracle
{
    private readonly Trace _trace;
    private readonly Dictionary<string, Action<double[], double[], double>> _steps = [];
    private readonly Dictionary<string, Func<Dictionary<string, double[]>>> _states = [];
    private int _next;

    public TraceOracle(Trace trace)
    {
        _trace = trace;
        foreach (TraceParameter parameter in trace.Parameters)
        {
            Values[parameter.Name] = [.. parameter.Initial];
            TraceGroup group = trace.Groups[trace.GroupOf(parameter.Name)];
            switch (trace.Optimizer)
            {
                case "Adam":
                    AddAdam(parameter, group, DecayVariant.L2);
                    break;
                case "AdamW":
                    AddAdam(parameter, group, DecayVariant.Decoupled);
                    break;
                case "SGD":
                    AddGradientDescent(parameter, group);
                    break;
                case "ADOPT":
                    AddAdopt(parameter, group);
                    break;
                case "Adan":
                    AddAdan(parameter, group);
                    break;
                case "LAMB":
                    AddLamb(parameter, group);
                    break;
                case "Adafactor":
                    AddAdafactor(parameter, group);
                    break;
                default:
                    throw new NotSupportedException(trace.Optimizer);
            }
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
                _steps[name](Values[name], gradient, step.LearningRates[_trace.GroupOf(name)]);
            }
        }
    }

    /// <summary>The state of a parameter by PyTorch's names.</summary>
    public Dictionary<string, double[]> State(string parameter) => _states[parameter]();

    private void AddAdam(TraceParameter parameter, TraceGroup group, DecayVariant variant)
    {
        LoshchilovHutterAdam adam = new(parameter.Initial.Length, variant)
        {
            Beta1 = group.Beta1,
            Beta2 = group.Beta2,
            Epsilon = group.Epsilon,
            AmsGrad = group.AmsGrad,
            Maximize = group.Maximize,
        };
        double weightDecay = double.IsNaN(group.WeightDecay) ? 0 : group.WeightDecay;
        _steps[parameter.Name] = (theta, gradient, learningRate) =>
        {
            adam.Alpha = learningRate;
            adam.Lambda = variant == DecayVariant.L2 ? weightDecay : learningRate * weightDecay;
            adam.Step(theta, gradient);
        };
        _states[parameter.Name] = () =>
        {
            Dictionary<string, double[]> state = new()
            {
                ["step"] = [adam.StepCount],
                ["exp_avg"] = adam.FirstMoment.ToArray(),
                ["exp_avg_sq"] = adam.SecondMoment.ToArray(),
            };
            if (group.AmsGrad)
            {
                state["max_exp_avg_sq"] = adam.MaxSecondMoment.ToArray();
            }

            return state;
        };
    }

    private void AddGradientDescent(TraceParameter parameter, TraceGroup group)
    {
        GradientDescent descent = new(parameter.Initial.Length, DecayVariant.L2)
        {
            Momentum = group.Momentum,
            Dampening = group.Dampening,
            Nesterov = group.Nesterov,
            Maximize = group.Maximize,
            Lambda = double.IsNaN(group.WeightDecay) ? 0 : group.WeightDecay,
        };
        _steps[parameter.Name] = (theta, gradient, learningRate) =>
        {
            descent.Alpha = learningRate;
            descent.Step(theta, gradient);
        };
        _states[parameter.Name] = () => group.Momentum > 0 ? new() { ["momentum_buffer"] = descent.MomentumBuffer.ToArray() } : [];
    }
}
