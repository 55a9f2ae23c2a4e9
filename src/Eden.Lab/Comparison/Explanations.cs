using System.Globalization;
using Eden.Lab.Recordings;

namespace Eden.Lab.Comparison;

/// <summary>What each verdict means for the reader, with the numbers of the run.</summary>
internal sealed class Explanations(ComparisonConfig config, FirstStep firstStep)
{
    /// <summary>A first step of Adam + L2 this much nearer to plain Adam's than the step is long went the same way.</summary>
    private const double Unmoved = 0.01;

    public string Explain(PairVerdict verdict)
    {
        string meaning = (verdict.Expected, verdict.Found) switch
        {
            (Outcome.Agree, Outcome.Agree) => ExplainAgreement(verdict),
            (Outcome.Agree, _) => Text($"Expected to agree, but from equal weights and gradients weight {verdict.Weight} differs by {verdict.Difference:0.#e0} after epoch {verdict.Epoch}: one of the two is not what its name says."),
            (_, Outcome.Differ) => ExplainDifference(),
            _ => ExplainCoincidence(),
        };
        return verdict.EpochsJudged == config.Epochs
            ? meaning
            : Text($"{meaning} Judged up to epoch {verdict.EpochsJudged}: after it the squared gradient is beyond {config.ElementType.Name()}.");
    }

    private string ExplainAgreement(PairVerdict verdict) => (verdict.Model, verdict.ComparedWith) switch
    {
        _ when config.LearningRate == 0 =>
            "With a learning rate of 0 nothing moves: this proves nothing.",
        (ModelNames.EdenAdam, ModelNames.PaperAdam) =>
            Text($"Eden's Adam is Algorithm 1 of Kingma and Ba; only the rounding of {config.ElementType.Name()} separates them."),
        (ModelNames.EdenAdamW, ModelNames.PaperAdamW) =>
            Text($"Eden's AdamW is Algorithm 2 of Loshchilov and Hutter, whose λ is lr × weight decay: {config.LearningRate} × {config.WeightDecay} = {config.LearningRate * config.WeightDecay:G6} here."),
        (ModelNames.EdenAdam, ModelNames.PyTorchAdam) =>
            "A model that moves from torch.optim.Adam to Eden takes the same steps.",
        (ModelNames.EdenAdamW, ModelNames.PyTorchAdamW) =>
            "So does a model that moves from torch.optim.AdamW, with the same meaning of weight decay.",
        (ModelNames.AdamWithL2, _) =>
            "weight_decay of torch.optim.Adam is an L2 penalty on the loss, not the decay of AdamW.",
        _ =>
            Text($"For plain SGD, decay λ and L2 λ′ are the same when λ′ = λ/lr ({config.LearningRate * config.WeightDecay:G6} / {config.LearningRate} = {config.WeightDecay}); the equivalence holds here."),
    };

    private string ExplainDifference()
    {
        string first = firstStep.L2FromAdam <= Unmoved * firstStep.AdamMoves
            ? Text($"Adam divides the first gradient by its size, so the first step is ±{config.LearningRate} per weight with or without L2: Adam + L2 is {firstStep.L2FromAdam:0.0e+00} from plain Adam (in double). AdamW subtracts lr·λ·w from the weight itself and is {firstStep.AdamWFromAdam:0.0e+00} away.")
            : Text($"After the first step Adam + L2 is {firstStep.L2FromAdam:0.0e+00} from plain Adam and AdamW {firstStep.AdamWFromAdam:0.0e+00}: the penalty or ε is large compared with this gradient, so it turns or scales the step.");
        return $"For Adam, decay and L2 differ: L2 passes through the moments, decay does not. {first}";
    }

    private string ExplainCoincidence() =>
        config.WeightDecay == 0 ? "Without weight decay both are plain Adam, so they coincide here."
        : config.LearningRate == 0 ? "With a learning rate of 0 nothing moves, so they coincide here."
        : Text($"They are different algorithms, but with these options the difference is below the rounding of {config.ElementType.Name()}.");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
