using System.CommandLine;
using System.Numerics;
using Eden.Cli.Output;
using Eden.Lab;
using Eden.Lab.Training;

namespace Eden.Cli.Options;

/// <summary>The options of <c>eden train</c>.</summary>
internal sealed class TrainOptions
{
    private static readonly TrainingConfig Defaults = new();

    private readonly Option<string?> _optimizer = new("--optimizer")
    {
        Description = $"{string.Join(", ", OptimizerCatalog.All.Select(entry => entry.Name))} [default: {Defaults.Optimizer.Name}]",
        HelpName = "name",
    };

    private readonly SettingOptions _optimizerSettings = new(OptimizerCatalog.All.Select(entry => (entry.Name, entry.Settings)));

    private readonly Option<bool> _decayAll = new("--decay-all") { Description = "Decay biases too" };

    private readonly TrainingOptions _training = new(Defaults);

    private readonly Option<long?> _seed = NumberOption.OptionalWhole("--seed", "Seed of initial weights, sample order and dropout [default: 0]", 0, helpName: "seed");

    private readonly Option<long?> _earlyStop = NumberOption.OptionalWhole("--early-stop", "Stop after this many epochs without a better validation loss; sets --validation-share to 0.1 if not given", 1, TrainingConfig.MostEpochs);

    private readonly Option<long?> _microBatches = NumberOption.OptionalWhole("--micro-batches", "Cut each batch into this many parts, a power of two, which the ranks of mpirun share: the numbers depend on it and not on the ranks [default: uncut; the ranks, rounded up to a power of two]", 1, int.MaxValue);

    /// <summary>Where to save.</summary>
    public Option<string?> Checkpoint { get; } = new("--checkpoint") { Description = "Save to this file after epochs (at most every ten seconds) and at the end", HelpName = "file" };

    /// <summary>What to go on with.</summary>
    public Option<string?> Resume { get; } = new("--resume") { Description = "Resume the training of this checkpoint, bit for bit; only --epochs can change", HelpName = "file" };

    /// <summary>Where the result goes as a page.</summary>
    public Option<string?> Html { get; } = HtmlTarget.CreateOption();

    /// <summary>Where lines and result go as JSON.</summary>
    public Option<string?> Json { get; } = new("--json") { Description = "Write a line of JSON per epoch, then the result, to this file; --resume continues it; - means standard output", HelpName = "file" };

    /// <summary>All options as the help shows them.</summary>
    public IReadOnlyList<OptionGroup> Groups => [.. Configuration, new OptionGroup("Files", Checkpoint, Resume, Json, Html)];

    /// <summary>What a checkpoint has in it.</summary>
    private OptionGroup[] Configuration =>
    [
        _training.Data,
        _training.Model,
        new OptionGroup("Optimizer", [_optimizer, .. _optimizerSettings.All, _decayAll]),
        _training.Schedule,
        new OptionGroup("Run", [.. _training.Length, _microBatches, _seed, _earlyStop]),
    ];

    /// <summary>The configuration that was asked for.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="ranks">The processes that train together.</param>
    public TrainingConfig Read(ParseResult parsed, int ranks = 1)
    {
        int? earlyStop = (int?)parsed.GetValue(_earlyStop);
        TrainingConfig start = earlyStop is null ? Defaults : Defaults with { Data = Defaults.Data with { ValidationShare = 0.1 } };
        return _training.Read(parsed, start) with
        {
            Optimizer = new OptimizerConfig { Name = OptimizerCatalog.Find(parsed.GetValue(_optimizer) ?? Defaults.Optimizer.Name).Name, Settings = _optimizerSettings.Read(parsed), DecaysAll = parsed.GetValue(_decayAll) },
            Seed = (ulong?)parsed.GetValue(_seed) ?? Defaults.Seed,
            EarlyStop = earlyStop,
            MicroBatches = (int?)parsed.GetValue(_microBatches) ?? (ranks > 1 ? (int)BitOperations.RoundUpToPowerOf2((uint)ranks) : null),
        };
    }

    /// <summary>Whether the number of parts was asked for.</summary>
    public bool HasMicroBatches(ParseResult parsed) => parsed.GetResult(_microBatches) is { Implicit: false };

    /// <summary>The number of epochs of a training that goes on; everything else the checkpoint decides.</summary>
    /// <returns>The number, or <see langword="null"/> for that of the checkpoint.</returns>
    /// <exception cref="InputException">Something else was given with <c>--resume</c>.</exception>
    public int? ReadResumed(ParseResult parsed)
    {
        foreach (Option option in Configuration.SelectMany(group => group.Options).Where(option => option != _training.Epochs))
        {
            if (parsed.GetResult(option) is { Implicit: false })
            {
                throw new InputException($"--resume uses the configuration of its checkpoint; remove {option.Name} (only --epochs can change)");
            }
        }

        return (int?)parsed.GetValue(_training.Epochs);
    }
}
