using System.CommandLine;
using System.CommandLine.Parsing;
using Eden.Cli.Output;
using Eden.Lab.Comparison;
using Eden.Lab.Recordings;

namespace Eden.Cli.Options;

/// <summary>The options of <c>eden compare</c>.</summary>
internal sealed class CompareOptions
{
    /// <summary>Far beyond sense, and far enough from overflow that every step can be judged.</summary>
    private const double Largest = 1e9;

    private const string InRange = "a number from 0 to 1e9";

    private static readonly ComparisonConfig Defaults = new();

    private readonly Option<long> _epochs = NumberOption.Whole("--epochs", "Number of epochs, one step each", Defaults.Epochs, 1, ComparisonConfig.LargestInput);

    private readonly Option<double> _learningRate = NumberOption.Real("--lr", "Learning rate α", Defaults.LearningRate, IsInRange, InRange);

    private readonly Option<double> _weightDecay = NumberOption.Real("--weight-decay", "Weight decay λ, multiplied by the learning rate as in PyTorch", Defaults.WeightDecay, IsInRange, InRange);

    private readonly Option<(double Beta1, double Beta2)?> _betas = new("--betas")
    {
        Description = "Decay rates of the first and second moment [default: 0.9,0.999]",
        HelpName = "beta1,beta2",
        CustomParser = ParseBetas,
    };

    private readonly Option<double> _epsilon = NumberOption.Real("--eps", "ε, added to the square root of the second moment", Defaults.Epsilon, IsInRange, InRange);

    private readonly Option<long> _batch = NumberOption.Whole("--batch", "Rows per input", Defaults.Batch, 1, ComparisonConfig.LargestInput);

    private readonly Option<long> _inFeatures = NumberOption.Whole("--in-features", "Columns per input, which is the number of weights", Defaults.InFeatures, 1, ComparisonConfig.LargestInput);

    private readonly Option<long?> _seed = NumberOption.OptionalWhole("--seed", "Use random weights and inputs from this seed instead of the recorded ones", 0, helpName: "seed");

    private readonly Option<ElementType?> _elementType = ChoiceOption.ElementType("Element type of the computation");

    /// <summary>Whether to run the user's PyTorch.</summary>
    public Option<bool> Torch { get; } = new("--torch") { Description = "Run your own PyTorch instead of using the recording" };

    /// <summary>The interpreter that has it.</summary>
    public Option<string?> Python { get; } = new("--python") { Description = "Python interpreter for --torch [default: one on the path that has PyTorch]", HelpName = "path" };

    /// <summary>Where the result goes as JSON.</summary>
    public Option<string?> Json { get; } = JsonTarget.CreateOption();

    /// <summary>Where the result goes as a page.</summary>
    public Option<string?> Html { get; } = HtmlTarget.CreateOption();

    public void AddTo(Command command)
    {
        Option[] all = [_epochs, _learningRate, _weightDecay, _betas, _epsilon, _batch, _inFeatures, _seed, _elementType, Json, Html, Torch, Python];
        foreach (Option option in all)
        {
            command.Options.Add(option);
        }
    }

    public ComparisonConfig Read(ParseResult parsed)
    {
        (double beta1, double beta2) = parsed.GetValue(_betas) ?? (Defaults.Beta1, Defaults.Beta2);
        return new ComparisonConfig
        {
            Epochs = parsed.GetValue(_epochs),
            LearningRate = parsed.GetValue(_learningRate),
            WeightDecay = parsed.GetValue(_weightDecay),
            Beta1 = beta1,
            Beta2 = beta2,
            Epsilon = parsed.GetValue(_epsilon),
            Batch = parsed.GetValue(_batch),
            InFeatures = parsed.GetValue(_inFeatures),
            Seed = (ulong?)parsed.GetValue(_seed),
            ElementType = parsed.GetValue(_elementType) ?? Defaults.ElementType,
        };
    }

    private static bool IsInRange(double value) => value is >= 0 and <= Largest;

    private static (double Beta1, double Beta2)? ParseBetas(ArgumentResult result) =>
        NumberOption.TextOf(result).Split(',') is [string first, string second]
        && NumberOption.TryParseReal(first, out double beta1) && beta1 is >= 0 and < 1
        && NumberOption.TryParseReal(second, out double beta2) && beta2 is >= 0 and < 1
            ? (beta1, beta2)
            : NumberOption.Refuse<(double, double)?>(result, "--betas", "two numbers like 0.9,0.999, each at least 0 and less than 1");
}
