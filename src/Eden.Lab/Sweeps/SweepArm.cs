using Eden.Lab.Training;

namespace Eden.Lab.Sweeps;

/// <summary>The kinds of decay that a sweep can go through.</summary>
internal enum SweptDecay
{
    /// <summary>Decoupled decay, multiplied by the learning rate as in PyTorch.</summary>
    Decoupled,

    /// <summary>An L2 penalty, added to the gradient.</summary>
    L2,

    /// <summary>Decoupled decay as in the paper's Algorithm 2, which the learning rate does not multiply.</summary>
    Paper,
}

/// <summary>One map of a sweep: an optimizer, the kind of its decay, and how far that goes.</summary>
internal sealed record SweepArm
{
    private const string L2Suffix = "-l2";
    private const string PaperSuffix = "-paper";

    /// <summary>The optimizer and its decay: the name in <see cref="OptimizerCatalog"/>, with <c>-l2</c> for an L2 penalty, or with
    /// <c>-paper</c> for AdamW's decay as in the paper's Algorithm 2, which the learning rate does not multiply.</summary>
    public required string Name { get; init; }

    public required SweepAxis Decay { get; init; }

    /// <summary>The name as it stands in <see cref="Name"/>.</summary>
    /// <param name="word">The same, read as by <see cref="Words"/>.</param>
    /// <exception cref="InputException">There is no such optimizer, or it has no such decay.</exception>
    public static string NameOf(string word)
    {
        ArgumentNullException.ThrowIfNull(word);
        if (Words.Find(word, OptimizerCatalog.All.SelectMany(NamesOf)) is string name)
        {
            return name;
        }

        _ = DecayOf(word);
        return word;
    }

    /// <summary>The kind of decay that a name stands for: an optimizer that has no decoupled decay is swept through L2
    /// penalties.</summary>
    /// <param name="name">As <see cref="Name"/>.</param>
    /// <exception cref="InputException">There is no such optimizer, or it has no such decay.</exception>
    public static SweptDecay DecayOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        OptimizerEntry entry = OptimizerCatalog.Find(OptimizerOf(name), "--optimizers");
        SweptDecay decay = name switch
        {
            _ when name.EndsWith(L2Suffix, StringComparison.Ordinal) => SweptDecay.L2,
            _ when name.EndsWith(PaperSuffix, StringComparison.Ordinal) => SweptDecay.Paper,
            _ => Has(entry, SweptDecay.Decoupled) ? SweptDecay.Decoupled : SweptDecay.L2,
        };
        return Has(entry, decay) ? decay : throw new InputException($"{entry.Name} has no {SettingOf(decay)}; '{name}' cannot be swept");
    }

    internal OptimizerConfig Configure(OptimizerConfig shared, double learningRate, double decay)
    {
        SweptDecay kind = DecayOf(Name);
        OptimizerConfig config = (shared with { Name = OptimizerOf(Name) })
            .With("lr", learningRate)
            .With(kind == SweptDecay.L2 ? "l2" : "weight-decay", decay);
        return kind == SweptDecay.Paper ? config.With("paper-decay", 1) : config;
    }

    private static string OptimizerOf(string name)
    {
        string? suffix = Array.Find([L2Suffix, PaperSuffix], suffix => name.EndsWith(suffix, StringComparison.Ordinal));
        return suffix is null ? name : name[..^suffix.Length];
    }

    private static IEnumerable<string> NamesOf(OptimizerEntry entry) =>
        [entry.Name, .. Has(entry, SweptDecay.L2) ? [entry.Name + L2Suffix] : Array.Empty<string>(), .. Has(entry, SweptDecay.Paper) ? [entry.Name + PaperSuffix] : Array.Empty<string>()];

    private static bool Has(OptimizerEntry entry, SweptDecay decay) => entry.Settings.Any(setting => setting.Name == SettingOf(decay));

    internal static string SettingOf(SweptDecay decay) => decay switch
    {
        SweptDecay.L2 => "l2",
        SweptDecay.Paper => "paper-decay",
        _ => "weight-decay",
    };
}
