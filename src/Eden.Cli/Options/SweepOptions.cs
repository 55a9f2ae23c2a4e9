using System.CommandLine;
using Eden.Cli.Output;
using Eden.Lab;
using Eden.Lab.Sweeps;
using Eden.Lab.Training;

namespace Eden.Cli.Options;

/// <summary>The options of <c>eden sweep</c>.</summary>
internal sealed class SweepOptions
{
    private enum Preset
    {
        Digits,
        Paper,
    }

    private static readonly SweepConfig Defaults = SweepConfig.Digits;

    private static readonly SweepAxis DefaultPaperDecay = new(1e-7, 1e-2, 8);

    private readonly Option<Preset?> _preset = ChoiceOption.Create(
        "--preset", "Starting point for the other options: under 3 minutes on the digits, or the same on Fashion-MNIST", "name", ("digits", Preset.Digits), ("paper", Preset.Paper));

    private readonly Option<string?> _optimizers = new("--optimizers")
    {
        Description = $"Optimizers, one map each: names of 'eden train', with -l2 for an L2 penalty or -paper for decay independent of the learning rate [default: {string.Join(",", Defaults.Arms.Select(arm => arm.Name))}]",
        HelpName = "list",
    };

    private readonly Option<SweepAxis?> _rate = AxisOption.Create("--lr", "Learning rates", Defaults.LearningRate);

    private readonly Option<SweepAxis?> _l2 = AxisOption.Create("--l2", "L2 penalties, for -l2 and for optimizers without another decay", DecayOf("adam-l2"));

    private readonly Option<SweepAxis?> _decay = AxisOption.Create("--weight-decay", "Decoupled weight decays", DecayOf("adamw"));

    private readonly Option<SweepAxis?> _paperDecay = AxisOption.Create("--paper-decay", "Weight decays for -paper", DefaultPaperDecay);

    private readonly Option<long?> _seeds = NumberOption.OptionalWhole("--seeds", $"Runs per point, each with another seed [default: {Defaults.Seeds}]", 1, SweepConfig.MostRuns);

    private readonly Option<long?> _firstSeed = NumberOption.OptionalWhole("--seed", "First seed [default: 0]", 0, helpName: "seed");

    private readonly Option<long?> _samples = NumberOption.OptionalWhole("--random", "Replace the grid by this many random points, uniform on a logarithmic scale", 1, SweepConfig.MostRuns);

    private readonly Option<long?> _sampleSeed = NumberOption.OptionalWhole("--random-seed", "Seed of the random points [default: 0]", 0, helpName: "seed");

    private readonly TrainingOptions _training = new(Defaults.Training);

    private readonly SettingOptions _optimizerSettings = new(OptimizerCatalog.All.Select(entry => (entry.Name, entry.Settings)), "lr", "weight-decay", "l2", "paper-decay");

    private readonly Option<bool> _decayAll = new("--decay-all") { Description = "Decay biases too" };

    private readonly Option<long?> _threads = NumberOption.OptionalWhole("--threads", "Number of parallel runs, one thread each [default: EDEN_THREADS, or all processors]", 1, 1024);

    /// <summary>The file of runs.</summary>
    public Option<string?> File { get; } = new("--file") { Description = "File to which each finished run is appended; the same command resumes from it [default: eden-sweep-….jsonl, a name per sweep]", HelpName = "file" };

    /// <summary>Where the result goes as JSON.</summary>
    public Option<string?> Json { get; } = JsonTarget.CreateOption();

    /// <summary>Where the result goes as a page.</summary>
    public Option<string?> Html { get; } = HtmlTarget.CreateOption();

    /// <summary>All options as the help shows them.</summary>
    public IReadOnlyList<OptionGroup> Groups =>
    [
        new("Maps", _preset, _optimizers, _rate, _l2, _decay, _paperDecay, _seeds, _firstSeed, _samples, _sampleSeed),
        _training.Data,
        _training.Model,
        new("Optimizer", [.. _optimizerSettings.All, _decayAll]),
        _training.Schedule,
        new("Run", [.. _training.Length, _threads]),
        new("Files", File, Json, Html),
    ];

    /// <summary>The sweep that was asked for.</summary>
    public SweepConfig Read(ParseResult parsed)
    {
        SweepConfig start = parsed.GetValue(_preset) == Preset.Paper ? SweepConfig.Paper : Defaults;
        if (parsed.GetValue(_sampleSeed) is not null && parsed.GetValue(_samples) is null)
        {
            throw new InputException("--random-seed needs --random");
        }

        TrainingConfig training = _training.Read(parsed, start.Training);
        string[] names = [.. parsed.GetValue(_optimizers)?.Split(',').Select(name => SweepArm.NameOf(name.Trim())) ?? start.Arms.Select(arm => arm.Name)];
        RefuseIdle(parsed, names);
        return start with
        {
            Training = training with
            {
                EvaluateEvery = training.Epochs,
                Optimizer = new OptimizerConfig { Settings = _optimizerSettings.Read(parsed), DecaysAll = parsed.GetValue(_decayAll) },
            },
            Arms = [.. names.Select(name => ReadArm(parsed, name))],
            LearningRate = parsed.GetValue(_rate) ?? start.LearningRate,
            Seeds = (int?)parsed.GetValue(_seeds) ?? start.Seeds,
            FirstSeed = (ulong?)parsed.GetValue(_firstSeed) ?? start.FirstSeed,
            Samples = (int?)parsed.GetValue(_samples),
            SampleSeed = (ulong?)parsed.GetValue(_sampleSeed) ?? 0,
        };
    }

    /// <summary>How many runs at a time.</summary>
    public int Threads(ParseResult parsed) => (int?)parsed.GetValue(_threads) ?? new EngineOptions().DegreeOfParallelism;

    /// <summary>Refuses an axis that no map has.</summary>
    private void RefuseIdle(ParseResult parsed, string[] names)
    {
        (SweptDecay Kind, Option Option, string Maps)[] axes =
        [
            (SweptDecay.L2, _l2, "like adam-l2"), (SweptDecay.Decoupled, _decay, "like adamw"), (SweptDecay.Paper, _paperDecay, "like adamw-paper"),
        ];
        foreach ((SweptDecay kind, Option option, string maps) in axes)
        {
            if (parsed.GetResult(option) is not null && !Array.Exists(names, name => SweepArm.DecayOf(name) == kind))
            {
                throw new InputException($"{option.Name} is for optimizers {maps}, and --optimizers {string.Join(",", names)} has none; remove {option.Name}, or add such an optimizer");
            }
        }
    }

    private SweepArm ReadArm(ParseResult parsed, string name) => new()
    {
        Name = name,
        Decay = SweepArm.DecayOf(name) switch
        {
            SweptDecay.L2 => parsed.GetValue(_l2) ?? DecayOf("adam-l2"),
            SweptDecay.Paper => parsed.GetValue(_paperDecay) ?? DefaultPaperDecay,
            _ => parsed.GetValue(_decay) ?? DecayOf("adamw"),
        },
    };

    private static SweepAxis DecayOf(string name) => Defaults.Arms.First(arm => arm.Name == name).Decay;
}
