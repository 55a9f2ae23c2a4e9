using Eden.Lab.Recordings;

namespace Eden.Lab.Comparison;

/// <summary>What <see cref="ArticleExperiment"/> found: everything that a screen or a file shows.</summary>
internal sealed record ComparisonResult
{
    /// <summary>The name and version of this record's form.</summary>
    public string Format { get; init; } = "eden-comparison/1";

    /// <summary>What was run.</summary>
    public required ComparisonConfig Config { get; init; }

    public required RunStamp Stamp { get; init; }

    /// <summary>Where start and inputs come from, in words.</summary>
    public required string Origin { get; init; }

    /// <summary>The seed of start and inputs: with <see cref="ComparisonConfig.Seed"/> of Eden's generator, else of the
    /// recording's.</summary>
    public ulong? Seed { get; init; }

    /// <summary>Where PyTorch's models come from, in words; <see langword="null"/> when they are left out.</summary>
    public string? PyTorch { get; init; }

    /// <summary>Why PyTorch's recorded models are left out; <see langword="null"/> when they are not.</summary>
    public string? PyTorchLeftOut { get; init; }

    /// <summary>The weights that all models start from.</summary>
    public required IReadOnlyList<double> Initial { get; init; }

    /// <summary>The input of each epoch, row-major.</summary>
    public required IReadOnlyList<IReadOnlyList<double>> Inputs { get; init; }

    /// <summary>The models, in the order of <see cref="ModelNames.All"/>.</summary>
    public required IReadOnlyList<ComparedModel> Models { get; init; }

    /// <summary>What the first step does to L2 and to decay, computed in double by the papers' algorithms.</summary>
    public required FirstStep FirstStep { get; init; }

    /// <summary>What decay took from the weights of AdamW and of Adam with L2.</summary>
    public IReadOnlyList<AppliedDecay> AppliedDecays { get; init; } = [];

    public required IReadOnlyList<PairVerdict> Verdicts { get; init; }

    /// <summary>Whether every pair that was expected to agree does.</summary>
    public bool Holds => Verdicts.All(verdict => verdict.Holds);
}

/// <summary>One model's run on its own weights.</summary>
/// <param name="Name">One of <see cref="ModelNames"/>.</param>
/// <param name="Steps">Loss and gradient before, and weights after the step of each epoch.</param>
internal sealed record ComparedModel(string Name, IReadOnlyList<ExperimentStep> Steps);

/// <summary>What decay took from each weight: how much more plain Adam leaves, fed with the gradients of the model's run. In
/// double, by the papers' algorithms.</summary>
/// <param name="Model">One of <see cref="ModelNames"/>.</param>
/// <param name="Amounts">For each epoch, what was taken from each weight up to it.</param>
internal sealed record AppliedDecay(string Model, IReadOnlyList<IReadOnlyList<double>> Amounts);

/// <summary>The first step of Adam, of Adam with L2 and of AdamW, from one start and one gradient.</summary>
/// <param name="AdamMoves">The largest change that plain Adam makes to a weight.</param>
/// <param name="L2FromAdam">The largest distance between a weight of Adam with L2 and of plain Adam.</param>
/// <param name="AdamWFromAdam">The largest distance between a weight of AdamW and of plain Adam.</param>
internal sealed record FirstStep(double AdamMoves, double L2FromAdam, double AdamWFromAdam);

/// <summary>What is known of a pair before it is judged, and what the judgement finds.</summary>
internal enum Outcome
{
    /// <summary>From equal weights and an equal gradient both take the same step, up to rounding.</summary>
    Agree,

    /// <summary>They take different steps.</summary>
    Differ,
}

/// <summary>The judgement over two models.</summary>
/// <remarks>Judged is each step from equal weights and an equal gradient, by <see cref="Agreement"/>. Runs that
/// feed on their own weights drift apart by rounding alone; that distance is reported and decides nothing.</remarks>
internal sealed record PairVerdict
{
    /// <summary>The model that is judged.</summary>
    public required string Model { get; init; }

    /// <summary>The model that it is compared with.</summary>
    public required string ComparedWith { get; init; }

    /// <summary>What theory says.</summary>
    public required Outcome Expected { get; init; }

    public required Outcome Found { get; init; }

    /// <summary>Whether an expected agreement was found. Models that are expected to differ may coincide, for example without
    /// any decay; that fails nothing.</summary>
    public bool Holds => Expected == Outcome.Differ || Found == Outcome.Agree;

    /// <summary>The largest difference after a step, as a share of what counts as agreement: up to 1 they agree.</summary>
    public required double LargestShare { get; init; }

    /// <summary>The difference itself where its share is largest.</summary>
    public required double Difference { get; init; }

    /// <summary>The epoch, from 1, where the share is largest; 0 when all steps are equal to the last bit.</summary>
    public required int Epoch { get; init; }

    /// <summary>The weight, from 0, where the share is largest.</summary>
    public required int Weight { get; init; }

    /// <summary>How many epochs were judged; fewer than all when numbers overflow.</summary>
    public required int EpochsJudged { get; init; }

    /// <summary>The largest distance between the weights of the two runs, each on its own weights, after any epoch.</summary>
    public required double FreeRunDistance { get; init; }

    /// <summary>That distance after each epoch.</summary>
    public IReadOnlyList<double> FreeRunDistances { get; init; } = [];

    /// <summary>One sentence, or a few, on what the verdict means for the reader.</summary>
    public required string Meaning { get; init; }
}
