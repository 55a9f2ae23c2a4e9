using Eden.Reference;

namespace Eden.Testing;

/// <content>The optimizers of format <c>optimizer-trace/2</c>.</content>
internal sealed partial class TraceOracle
{
    private void AddAdopt(TraceParameter parameter, TraceGroup group)
    {
        bool decoupled = group.Flag("decoupled");
        double clipExponent = group.Number("clip_exp", double.NaN);
        TaniguchiAdopt adopt = new(parameter.Initial.Length, decoupled ? DecayVariant.Decoupled : DecayVariant.L2)
        {
            Beta1 = group.Beta1,
            Beta2 = group.Beta2,
            Epsilon = group.Epsilon,
            ClipExponent = double.IsNaN(clipExponent) ? null : clipExponent,
            Maximize = group.Maximize,
        };
        _steps[parameter.Name] = (theta, gradient, learningRate) =>
        {
            adopt.Alpha = learningRate;
            adopt.Lambda = decoupled ? learningRate * group.WeightDecay : group.WeightDecay;
            adopt.Step(theta, gradient);
        };
        _states[parameter.Name] = () => new()
        {
            ["step"] = [adopt.StepCount],
            ["exp_avg"] = adopt.FirstMoment.ToArray(),
            ["exp_avg_sq"] = adopt.SecondMoment.ToArray(),
        };
    }

    private void AddAdan(TraceParameter parameter, TraceGroup group)
    {
        XieAdan adan = new(parameter.Initial.Length)
        {
            Beta1 = group.Beta1,
            Beta2 = group.Beta2,
            Beta3 = group.Number("betas", 2, double.NaN),
            Epsilon = group.Epsilon,
            DecaysFirst = group.Flag("no_prox"),
        };
        _steps[parameter.Name] = (theta, gradient, learningRate) =>
        {
            adan.Alpha = learningRate;
            adan.Lambda = learningRate * group.WeightDecay;
            adan.Step(theta, gradient);
        };
        _states[parameter.Name] = () => new()
        {
            ["exp_avg"] = adan.FirstMoment.ToArray(),
            ["exp_avg_sq"] = adan.SecondMoment.ToArray(),
            ["exp_avg_diff"] = adan.DifferenceMoment.ToArray(),
            ["neg_pre_grad"] = [.. adan.PreviousGradient.ToArray().Select(value => -value)],
        };
    }

    private void AddLamb(TraceParameter parameter, TraceGroup group)
    {
        YouLamb lamb = new(parameter.Initial.Length)
        {
            Beta1 = group.Beta1,
            Beta2 = group.Beta2,
            Epsilon = group.Epsilon,
            Lambda = group.WeightDecay,
            ClipsTrust = group.Flag("trust_clip"),
            AlwaysAdapts = group.Flag("always_adapt"),
        };
        _steps[parameter.Name] = (theta, gradient, learningRate) =>
        {
            lamb.Alpha = learningRate;
            lamb.Step(theta, gradient);
        };
        _states[parameter.Name] = () => new()
        {
            ["exp_avg"] = lamb.FirstMoment.ToArray(),
            ["exp_avg_sq"] = lamb.SecondMoment.ToArray(),
        };
    }

    private void AddAdafactor(TraceParameter parameter, TraceGroup group)
    {
        ShazeerSternAdafactor adafactor = new(parameter.Shape)
        {
            Beta2Decay = group.Number("beta2_decay", double.NaN),
            Epsilon1 = group.Number("eps", 0, _trace.Ulp),
            Epsilon2 = group.Number("eps", 1, double.NaN),
            ClippingThreshold = group.Number("d", double.NaN),
            Maximize = group.Maximize,
        };
        _steps[parameter.Name] = (theta, gradient, learningRate) =>
        {
            adafactor.Alpha = learningRate;
            adafactor.Lambda = learningRate * group.WeightDecay;
            adafactor.Step(theta, gradient);
        };
        _states[parameter.Name] = () => parameter.Shape.Length > 1
            ? new()
            {
                ["step"] = [adafactor.StepCount],
                ["row_var"] = adafactor.RowVariance.ToArray(),
                ["col_var"] = adafactor.ColumnVariance.ToArray(),
            }
            : new()
            {
                ["step"] = [adafactor.StepCount],
                ["variance"] = adafactor.Variance.ToArray(),
            };
    }
}
