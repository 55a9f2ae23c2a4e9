using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Eden.Lab;
using Eden.Lab.Data;
using Eden.Lab.Models;
using Eden.Lab.Recordings;
using Eden.Lab.Training;

namespace Eden.Cli.Options;

/// <summary>What a training and the trainings of a sweep have in common: data, model, schedule, length. What is not given stays as
/// the defaults have it.</summary>
internal sealed class TrainingOptions
{
    /// <summary>A model without hidden layers.</summary>
    private const string Logistic = "logistic";

    private readonly TrainingConfig _defaults;

    private readonly Option<string?> _data;

    private readonly Option<string?> _labelColumn = new("--label-column") { Description = "CSV: name or number of the label column [default: label, class or target, else the last]", HelpName = "column" };

    private readonly Option<HeaderRow?> _header = ChoiceOption.Create("--header", "CSV: whether the first line names the columns", "choice", ("auto", HeaderRow.Auto), ("yes", HeaderRow.Yes), ("no", HeaderRow.No));

    private readonly Option<string?> _encoding = new("--encoding") { Description = "CSV: encoding, like gbk, shift_jis or windows-1252 [default: UTF-8, or UTF-16 with a byte order mark]", HelpName = "name" };

    private readonly Option<double?> _testShare;

    private readonly Option<double?> _validationShare = NumberOption.OptionalReal("--validation-share", "Share of the training set used for validation [default: 0]", "share");

    private readonly Option<long?> _splitSeed = NumberOption.OptionalWhole("--split-seed", "Seed of the split into training, validation and test [default: 0]", 0, helpName: "seed");

    private readonly Option<int[]?> _model;

    private readonly Option<Activation?> _activation = ChoiceOption.Create("--activation", "Activation of the hidden layers", "name", ("relu", Activation.Relu), ("tanh", Activation.Tanh), ("gelu", Activation.Gelu));

    private readonly Option<double?> _dropout = NumberOption.OptionalReal("--dropout", "Probability of dropping an output of a hidden layer during training [default: 0]");

    private readonly Option<string?> _schedule;

    private readonly SettingOptions _scheduleSettings = new(ScheduleCatalog.All.Select(entry => (entry.Name, entry.Settings)));

    private readonly Option<double[]?> _milestones = new("--milestones")
    {
        Description = $"Where to reduce the learning rate, like 0.5,0.75: each {SettingOptions.LengthUnit} [multi-step]",
        HelpName = "list",
        CustomParser = ParseMilestones,
    };

    private readonly Option<long?> _batch;

    private readonly Option<ElementType?> _elementType = ChoiceOption.ElementType("Element type of the computation");

    public TrainingOptions(TrainingConfig defaults)
    {
        _defaults = defaults;
        _data = new("--data") { Description = $"digits (embedded), fashion-mnist (Debian's package), a folder of IDX files, or a CSV file [default: {defaults.Data.Source}]", HelpName = "source" };
        _testShare = NumberOption.OptionalReal("--test-share", Text($"Share of the samples used for testing, if the data have no test set [default: {defaults.Data.TestShare}]"), "share");
        _model = new("--model")
        {
            Description = $"logistic, or the widths of the hidden layers, like 128 or 256,128 [default: {string.Join(",", defaults.Model.Hidden)}]",
            HelpName = "widths",
            CustomParser = ParseModel,
        };
        _schedule = new("--schedule") { Description = $"Schedule of the learning rate: {string.Join(", ", ScheduleCatalog.All.Select(entry => entry.Name))} [default: {defaults.Schedule.Name}]", HelpName = "name" };
        _batch = NumberOption.OptionalWhole("--batch", Text($"Samples per step [default: {defaults.Batch}]"), 1, int.MaxValue);
        Epochs = NumberOption.OptionalWhole("--epochs", Text($"Passes over the training set [default: {defaults.Epochs}]"), 1, TrainingConfig.MostEpochs);
    }

    /// <summary>The options of the data.</summary>
    public OptionGroup Data => new("Data", _data, _labelColumn, _header, _encoding, _testShare, _validationShare, _splitSeed);

    /// <summary>The options of the model.</summary>
    public OptionGroup Model => new("Model", _model, _activation, _dropout);

    /// <summary>The options of the learning rate's course.</summary>
    public OptionGroup Schedule => new("Schedule", [_schedule, _milestones, .. _scheduleSettings.All]);

    /// <summary>The number of epochs.</summary>
    public Option<long?> Epochs { get; }

    /// <summary>The options of length and type.</summary>
    public Option[] Length => [Epochs, _batch, _elementType];

    /// <summary>The configuration that was asked for.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="start">What it changes; left out, the defaults.</param>
    public TrainingConfig Read(ParseResult parsed, TrainingConfig? start = null)
    {
        TrainingConfig config = start ?? _defaults;
        int epochs = (int?)parsed.GetValue(Epochs) ?? config.Epochs;
        config = config with
        {
            Data = config.Data with
            {
                Source = DataSets.SourceOf(parsed.GetValue(_data) ?? config.Data.Source),
                LabelColumn = parsed.GetValue(_labelColumn) ?? config.Data.LabelColumn,
                Header = parsed.GetValue(_header) ?? config.Data.Header,
                Encoding = parsed.GetValue(_encoding) ?? config.Data.Encoding,
                TestShare = parsed.GetValue(_testShare) ?? config.Data.TestShare,
                ValidationShare = parsed.GetValue(_validationShare) ?? config.Data.ValidationShare,
                SplitSeed = (ulong?)parsed.GetValue(_splitSeed) ?? config.Data.SplitSeed,
            },
            Model = config.Model with
            {
                Hidden = parsed.GetResult(_model) is null ? config.Model.Hidden : parsed.GetValue(_model)!,
                Activation = parsed.GetValue(_activation) ?? config.Model.Activation,
                Dropout = parsed.GetValue(_dropout) ?? config.Model.Dropout,
            },
            Schedule = ReadSchedule(parsed, config.Schedule),
            Batch = (int?)parsed.GetValue(_batch) ?? config.Batch,
            Epochs = epochs,
            EvaluateEvery = Math.Min(config.EvaluateEvery, epochs),
            ElementType = parsed.GetValue(_elementType) ?? config.ElementType,
        };
        RefuseIdle(parsed, config);
        return config;
    }

    /// <summary>Refuses options that the data or the model that are chosen pass over.</summary>
    private void RefuseIdle(ParseResult parsed, TrainingConfig config)
    {
        if (parsed.GetValue(_testShare) is not null && DataSets.HasTestPart(config.Data.Source))
        {
            throw new InputException($"'{config.Data.Source}' already has a test set; remove --test-share");
        }

        if (parsed.GetValue(_splitSeed) is not null && DataSets.HasTestPart(config.Data.Source) && config.Data.ValidationShare == 0)
        {
            throw new InputException($"'{config.Data.Source}' is not split: it has a test set, and there is no --validation-share; remove --split-seed");
        }

        foreach (Option option in new Option[] { _activation, _dropout })
        {
            if (config.Model.Hidden.Count == 0 && parsed.GetResult(option) is not null)
            {
                throw new InputException($"--model logistic has no hidden layers; remove {option.Name}");
            }
        }
    }

    private ScheduleConfig ReadSchedule(ParseResult parsed, ScheduleConfig start)
    {
        string? name = parsed.GetValue(_schedule) is string word ? ScheduleCatalog.Find(word).Name : null;
        ScheduleConfig config = new() { Name = name ?? start.Name, Settings = _scheduleSettings.Read(parsed), Milestones = parsed.GetResult(_milestones) is null ? [] : parsed.GetValue(_milestones)! };
        if (name is null && start.Name == "constant" && (config.Settings.Keys.Any(key => !key.StartsWith("warmup", StringComparison.Ordinal)) || config.Milestones.Count > 0))
        {
            throw new InputException($"--{config.Settings.Keys.FirstOrDefault(key => !key.StartsWith("warmup", StringComparison.Ordinal), "milestones")} needs a --schedule");
        }

        return config;
    }

    private static int[]? ParseModel(ArgumentResult result)
    {
        string text = NumberOption.TextOf(result);
        if (Words.Find(text, [Logistic]) is not null)
        {
            return [];
        }

        List<int> widths = [];
        foreach (string part in text.Split(','))
        {
            if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int width))
            {
                result.AddError(Words.Refusal("--model", text, [Logistic], "widths like 128 or 256,128"));
                return null;
            }

            widths.Add(width);
        }

        return [.. widths];
    }

    private static double[]? ParseMilestones(ArgumentResult result)
    {
        List<double> milestones = [];
        foreach (string part in NumberOption.TextOf(result).Split(','))
        {
            if (!NumberOption.TryParseReal(part, out double milestone))
            {
                return NumberOption.Refuse<double[]>(result, "--milestones", "numbers like 0.5,0.75");
            }

            milestones.Add(milestone);
        }

        return [.. milestones];
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
