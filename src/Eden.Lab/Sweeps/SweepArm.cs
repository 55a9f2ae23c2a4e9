using Eden.Lab.Training;

namespace Eden.Lab.Sweeps;

/// <summary>One map of a sweep: an optimizer, the kind of its decay, and how far that goes.</summary>
public sealed record SweepArm
{
    private const string L2Suffix = "+l2";
    private const string PaperSuffix = "+paper";

    /// <summary>The optimizer and its decay: the name in <see cref="OptimizerCatalog"/>, with <c>+l2</c> for an L2 penalty, or with
    /// <c>+paper</c> for AdamW's decay as in the paper's Algorithm 2, which the learning rate does not multiply.</summary>
    public required string Name { get; init; }

    /// <summary>The values of the decay.</summary>
    public required SweepAxis Decay { get; init; }

    /// <summary>The optimizer's name.</summary>
    internal string Optimizer => Name.Split('+')[0];

    /// <summary>The setting that the decay is a value of.</summary>
    internal string DecaySetting => Name.EndsWith(L2Suffix, StringComparison.Ordinal) || !Has("weight-decay") ? "l2" : "weight-decay";

    /// <summary>The optimizer of one run.</summary>
    internal OptimizerConfig Configure(OptimizerConfig shared, double learningRate, double decay)
    {
        OptimizerConfig config = (shared with { Name = Optimizer }).With("lr", learningRate).With(DecaySetting, decay);
        return Name.EndsWith(PaperSuffix, StringComparison.Ordinal) ? config.With("paper-decay", 1) : config;
    }

    /// <exception cref="InputException">There is no such optimizer, or it has no such decay.</exception>
    internal void Validate()
    {
        OptimizerEntry entry = OptimizerCatalog.Find(Optimizer);
        string suffix = Name[Optimizer.Length..];
        if (suffix is not ("" or L2Suffix or PaperSuffix))
        {
            throw new InputException($"'{Recordings.Printable.Of(Name)}' is no optimizer of a sweep; after the name may come {L2Suffix} or {PaperSuffix}");
        }

        if (!Has(suffix == PaperSuffix ? "paper-decay" : DecaySetting))
        {
            throw new InputException($"{entry.Name} has no {(suffix == PaperSuffix ? "decay as in the paper" : "L2 penalty")}; '{Name}' cannot be swept");
        }

        Decay.Validate($"the decay of {Name}");
    }

    private bool Has(string setting) => OptimizerCatalog.Find(Optimizer).Settings.Any(candidate => candidate.Name == setting);
}
