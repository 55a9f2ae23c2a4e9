using Eden.Lab;
using Eden.Lab.Bench;
using Eden.Lab.Claims;
using Eden.Lab.Comparison;
using Eden.Lab.Recordings;
using Eden.Lab.Report;
using Eden.Lab.Sweeps;
using Eden.Lab.Training;
using Eden.Lab.Verification;
using Eden.Testing;

namespace Eden.Report.Tests;

/// <summary>A result of every kind, small and made once.</summary>
internal static class Results
{
    private static readonly Lazy<ComparisonResult> OneComparison = new(() => ArticleExperiment.Run(new ComparisonConfig()));
    private static readonly Lazy<ClaimsResult> SomeClaims = new(() => ArticleClaims.Run(new ClaimsConfig { Claims = [1, 2, 5, 8], Seeds = 3 }));

    public static ComparisonResult Comparison => OneComparison.Value;

    public static ClaimsResult Claims => SomeClaims.Value;

    public static TrainingResult Training { get; } = Trainer.Run(new TrainingConfig { Epochs = 3 });

    public static VerificationReport Verification { get; } = Verify("trace-adamw-defaults-f32.json", "trace-adam-amsgrad-f32.json", "trace-adamw-cosine-f64.json");

    public static BenchResult Bench { get; } = new(
        RunStamp.Take(),
        "a processor",
        2,
        PyTorch: null,
        Rows:
        [
            new BenchRow("one tensor", ElementType.Bits32, 1, 1, 1_000, 5, 2e-7, 1e-7),
            new BenchRow("one tensor", ElementType.Bits32, 1, 1, 1_000_000, 5, 3e-4, 3e-4),
            new BenchRow("2,000 tensors of 64", ElementType.Bits32, 2, 2000, 128_000, 5, 3e-5, 2e-5),
        ]);

    public static SweepResult Sweep { get; } = RunSweep();

    public static IReadOnlyList<ResultDocument> All =>
    [
        ResultDocument.Of(Comparison, "eden compare"),
        ResultDocument.Of(Claims, "eden claims"),
        ResultDocument.Of(Verification, "eden verify"),
        ResultDocument.Of(Bench, "eden bench"),
        ResultDocument.Of(Training, "eden train"),
        ResultDocument.Of(Sweep, "eden sweep"),
    ];

    private static VerificationReport Verify(params string[] names) => new()
    {
        Stamp = RunStamp.Take(),
        ToleranceUnits = Agreement.DefaultUnits,
        Results = [.. names.Select(name => RecordingVerifier.Verify(RecordingFile.Read(Repository.PathTo("tests", "golden", name))))],
        Errors = [],
    };

    private static SweepResult RunSweep()
    {
        SweepConfig config = SweepConfig.Digits with
        {
            Training = SweepConfig.Digits.Training with { Epochs = 1, EvaluateEvery = 1 },
            Arms = [.. SweepConfig.Digits.Arms.Select(arm => arm with { Decay = arm.Decay with { Count = 3 } })],
            LearningRate = new SweepAxis(1e-3, 1e-1, 2),
            Seeds = 2,
        };
        string file = Path.Combine(Path.GetTempPath(), $"eden-{Guid.NewGuid():N}.jsonl");
        try
        {
            return Sweeper.Run(config, file, threads: 1);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
