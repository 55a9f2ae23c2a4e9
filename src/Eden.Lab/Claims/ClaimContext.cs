using System.Globalization;
using Eden.Lab.Comparison;
using Eden.Lab.Data;
using Eden.Lab.Recordings;

namespace Eden.Lab.Claims;

/// <summary>What the claims share in a run.</summary>
internal sealed class ClaimContext(ClaimsConfig config, CancellationToken cancellation)
{
    private readonly Lazy<ComparisonResult> _single = new(() => ArticleExperiment.Run(new ComparisonConfig(), cancellation: cancellation));
    private readonly Lazy<ComparisonResult> _double = new(() => ArticleExperiment.Run(new ComparisonConfig { ElementType = ElementType.Bits64 }, cancellation: cancellation));

    /// <summary>The article's experiment in float32.</summary>
    public ComparisonResult Single => _single.Value;

    /// <summary>The article's experiment in float64.</summary>
    public ComparisonResult Double => _double.Value;

    /// <summary>The number of the claim that is tested.</summary>
    public int Number { get; private set; }

    /// <summary>What is asked for.</summary>
    public ClaimsConfig Config => config;

    /// <summary>The user's data and what is trained on them, read before the first claim is tested: to find them wrong must not take
    /// the time of those before.</summary>
    public (TrainingPlan Plan, ClassificationData<float> Data)? OfUser { get; } = config.Data is string source ? Load(TrainingPlan.For(source)) : null;

    /// <summary>Stops the run.</summary>
    public CancellationToken Cancellation => cancellation;

    /// <summary>The command that tests this claim alone.</summary>
    public string Command
    {
        get
        {
            ClaimsConfig usual = new();
            List<string> words = [string.Create(CultureInfo.InvariantCulture, $"eden claims --claim {Number}")];
            if (config.Seed != usual.Seed)
            {
                words.Add(string.Create(CultureInfo.InvariantCulture, $"--seed {config.Seed}"));
            }

            if (Number == ClaimsConfig.TrainingClaim && config.Seeds != usual.Seeds)
            {
                words.Add(string.Create(CultureInfo.InvariantCulture, $"--seeds {config.Seeds}"));
            }

            if (Number == ClaimsConfig.TrainingClaim && config.Data is not null)
            {
                words.Add(ShellText.Option("--data", config.Data));
            }

            return string.Join(' ', words);
        }
    }

    public ClaimContext For(int number)
    {
        Number = number;
        return this;
    }

    /// <summary>The random numbers of a claim: its own, so that a claim tested alone gives the same figures.</summary>
    public Xoshiro256 NewRandom() => new(config.Seed);

    /// <summary>A verdict of the article's experiment.</summary>
    public static PairVerdict Find(ComparisonResult result, string model, string comparedWith) =>
        result.Verdicts.First(verdict => verdict.Model == model && verdict.ComparedWith == comparedWith);

    private static (TrainingPlan Plan, ClassificationData<float> Data) Load(TrainingPlan plan) => (plan, DataSets.Load<float>(plan.Data));
}
