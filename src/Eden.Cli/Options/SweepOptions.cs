using System.CommandLine;
using Eden.Cli.Output;
using Eden.Lab.Sweeps;
using Eden.Lab.Training;

namespace Eden.Cli.Options;

/// <summary>The options of <c>eden sweep</c>.</summary>
internal sealed class SweepOptions
{
    private static readonly SweepConfig Defaults = SweepConfig.Digits;

    private static readonly SweepAxis DefaultPaperDecay = new(1e-7, 1e-2, 8);

    private readonly Option<SweepConfig?> _preset = new("--preset")
    {
        Description = "What the other options change: digits, under 3 minutes, or paper, the same on Fashion-MNIST [default: digits]",
        HelpName = "name",
        CustomParser = result => NumberOption.TextOf(result) switch
        {
            "digits" => SweepConfig.Digits,
            "paper" => SweepConfig.Paper,
            _ => NumberOption.Refuse<SweepConfig>(result, "--preset", "digits or paper"),
        },
    };

    private readonly Option<string?> _optimizers = new("--optimizers")
    {
        Description = $"A map for each: names as in 'eden train', with -l2 for an L2 penalty, -paper for decay that the learning rate does not multiply [default: {string.Join(",", Defaults.Arms.Select(arm => arm.Name))}]",
        HelpName = "list",
    };

    private readonly Option<SweepAxis?> _rate = AxisOption.Create("--lr", "Learning rates", Defaults.LearningRate);

    private readonly Option<SweepAxis?> _l2 = AxisOption.Create("--l2", "L2 penalties, for -l2 and for optimizers that have no other decay", DecayOf("adam-l2"));

    private readonly Option<SweepAxis?> _decay = AxisOption.Create("--weight-decay", "Decoupled weight decays", DecayOf("adamw"));

    private readonly Option<SweepAxis?> _paperDecay = AxisOption.Create("--paper-decay", "Weight decays for -paper", DefaultPaperDecay);

    private readonly Option<long?> _seeds = NumberOption.OptionalWhole("--seeds", $"Runs of each point, with seeds of their own [default: {Defaults.Seeds}]", 1, SweepConfig.MostRuns);

    private readonly Option<long?> _firstSeed = NumberOption.OptionalWhole("--seed", "The first seed [default: 0]", 0);

    private readonly Option<long?> _samples = NumberOption.OptionalWhole("--random", "Take so many points at random, evenly on a logarithmic scale, in place of the grid", 1, SweepConfig.MostRuns);

    private readonly Option<long?> _sampleSeed = NumberOption.OptionalWhole("--random-seed", "Seed of these points [default: 0]", 0);

    private readonly TrainingOptions _training = new(Defaults.Training);

    private readonly SettingOptions _optimizerSettings = new(OptimizerCatalog.All.Select(entry => (entry.Name, entry.Settings)), "lr", "weight-decay", "l2", "paper-decay");

    private readonly Option<bool> _decayAll = new("--decay-all") { Description = "Let biases decay too, not only weights" };

    private readonly Option<long?> _threads = NumberOption.OptionalWhole("--threads", "Runs at a time, of one thread each [default: EDEN_THREADS, or all processors]", 1, 1024);

    /// <summary>The file of runs.</summary>
    public Option<string?> File { get; } = new("--file") { Description = "Where every finished run is appended, and an interrupted sweep goes on [default: eden-sweep-….jsonl, a name for each sweep]", HelpName = "file" };

    /// <summary>Where the result goes as JSON.</summary>
    public Option<string?> Json { get; } = JsonTarget.CreateOption();

    /// <summary>Where the result goes as a page.</summary>
    public Option<string?> Html { get; } = HtmlTarget.CreateOption();

    public void AddTo(Command command)
    {
        Option[] all =
        [
            _preset, _optimizers, _rate, _l2, _decay, _paperDecay, _seeds, _firstSeed, _samples, _sampleSeed, _threads, File, Json, Html,
            .. _training.Task, .. _optimizerSettings.All, _decayAll, .. _training.Schedule,
        ];
        foreach (Option option in all)
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The sweep that was asked for.</summary>
    public SweepConfig Read(ParseResult parsed)
    {
        SweepConfig start = parsed.GetValue(_preset) ?? Defaults;
        TrainingConfig training = _training.Read(parsed, start.Training);
        IEnumerable<string> names = parsed.GetValue(_optimizers)?.Split(',') ?? start.Arms.Select(arm => arm.Name);
        return start with
        {
            Training = training with
            {
                EvaluateEvery = training.Epochs,
                Optimizer = new OptimizerConfig { Settings = _optimizerSettings.Read(parsed), DecaysAll = parsed.GetValue(_decayAll) },
            },
            Arms = [.. names.Select(name => ReadArm(parsed, name.Trim()))],
            LearningRate = parsed.GetValue(_rate) ?? start.LearningRate,
            Seeds = (int?)parsed.GetValue(_seeds) ?? start.Seeds,
            FirstSeed = (ulong?)parsed.GetValue(_firstSeed) ?? start.FirstSeed,
            Samples = (int?)parsed.GetValue(_samples),
            SampleSeed = (ulong?)parsed.GetValue(_sampleSeed) ?? 0,
        };
    }

    /// <summary>How many runs at a time.</summary>
    public int Threads(ParseResult parsed) => (int?)parsed.GetValue(_threads) ?? new EngineOptions().DegreeOfParallelism;

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
