using System.Numerics;
using Eden.Lab.Comparison;
using Eden.Lab.Recordings;

namespace Eden.Lab.Verification;

/// <summary>Replays the experiment of four models: the optimizer on the recorded gradients, and the differentiation from the
/// recorded weights.</summary>
internal sealed class ExperimentVerifier(ExperimentRecording experiment, double units)
{
    private const double Share32 = 1e-5;
    private const double Share64 = 1e-12;

    private readonly TraceComparison _comparison = new(experiment.ElementType, units);
    private readonly DifferenceMeter _gradients = new("gradients");
    private readonly DifferenceMeter _losses = new("losses");

    public VerificationResult Verify(CancellationToken cancellation)
    {
        foreach (string model in ExperimentModels.All)
        {
            RegisteredOptimizer optimizer = OptimizerRegistry.Find(model == ExperimentModels.AdamW ? "AdamW" : "Adam")!;
            _comparison.Run(TraceOf(model), optimizer, (epoch, parameter) => PathOf(epoch, model, parameter), cancellation);
            if (experiment.ElementType == ElementType.Bits32)
            {
                Differentiate<float>(model, cancellation);
            }
            else
            {
                Differentiate<double>(model, cancellation);
            }
        }

        return RecordingVerifier.Describe(experiment, "Adam, AdamW", [_comparison.Parameters.ToDifference(), _gradients.ToDifference(), _losses.ToDifference()]) with
        {
            Steps = experiment.Epochs.Count,
            FreeRun = _comparison.FreeRun,
            EdenFromExact = _comparison.EdenFromExact,
            PyTorchFromExact = _comparison.PyTorchFromExact,
        };
    }

    private static string PathOf(int epoch, string model, string field) => $"epochs[{epoch}].models.{model}.{field}";

    /// <summary>One model as a trace of its optimizer, which sees no decay where the loss has it.</summary>
    private TraceRecording TraceOf(string model) => new()
    {
        Source = experiment.Source,
        Origin = experiment.Origin,
        ElementType = experiment.ElementType,
        Optimizer = model,
        Groups = [new RecordedGroup(OptionsOf(model), [0])],
        Parameters = [new RecordedParameter("weight", [1, experiment.Initial.Count], [.. experiment.Initial])],
        Steps = [.. experiment.Epochs.Select(epoch => epoch.Models[model]).Select(step => new TraceStep([experiment.LearningRate], [new RecordedGradient([.. step.Gradient])], [[.. step.Weight]]))],
        FinalState = [],
    };

    private Dictionary<string, object?> OptionsOf(string model) => new()
    {
        ["betas"] = new[] { experiment.Beta1, experiment.Beta2 },
        ["eps"] = experiment.Epsilon,
        ["weight_decay"] = model == ExperimentModels.AdamWithL2InLoss ? 0.0 : experiment.WeightDecay[model],
    };

    private void Differentiate<T>(string model, CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double relative = experiment.ElementType == ElementType.Bits32 ? Share32 : Share64;
        double penalty = model == ExperimentModels.AdamWithL2InLoss ? experiment.WeightDecay[model] : 0;

        // Its optimizer takes no step: the recorded weights are put in place.
        using EdenContestant<T> differentiated = new(experiment.Initial.Count, (_, _, _, _, _) => { }, penalty);
        IReadOnlyList<double> before = experiment.Initial;
        for (int i = 0; i < experiment.Epochs.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            ExperimentEpoch epoch = experiment.Epochs[i];
            ExperimentStep step = epoch.Models[model];
            differentiated.Place(before);
            double loss = differentiated.Differentiate([.. epoch.Input]);
            SumRounding rounding = new(epoch.Input, before, units * experiment.ElementType.Epsilon());
            _gradients.AddTensor(relative, [.. step.Gradient], differentiated.Gradient, new RecordedArray(PathOf(i, model, "grad"), i, "weight"), rounding.OfGradient());
            _losses.AddTensor(relative, [step.Loss], [loss], new RecordedArray(PathOf(i, model, "loss"), i, null), [rounding.OfLoss(step.Loss)]);
            before = step.Weight;
        }
    }
}
