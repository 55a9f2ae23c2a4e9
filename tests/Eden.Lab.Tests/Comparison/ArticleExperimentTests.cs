using Eden.Lab.Comparison;
using Eden.Lab.Recordings;
using Eden.Testing;

namespace Eden.Lab.Tests.Comparison;

public class ArticleExperimentTests
{
    private static readonly string[] LocalPairs =
    [
        "Eden Adam / paper Adam",
        "Eden AdamW / paper AdamW",
        "Eden Adam + L2 in optimizer / Eden Adam + L2 in loss",
        "paper SGD + decay / paper SGD + L2",
        "Eden AdamW / Eden Adam + L2 in optimizer",
    ];

    private static readonly string[] RecordedPairs = [.. LocalPairs[..2], "Eden Adam / PyTorch Adam", "Eden AdamW / PyTorch AdamW", .. LocalPairs[2..]];

    public static TheoryData<Enum> ElementTypes => [ElementType.Bits32, ElementType.Bits64];

    [Theory]
    [MemberData(nameof(ElementTypes))]
    public void The_recorded_experiment_has_all_models_and_all_verdicts(Enum elementType)
    {
        ComparisonResult result = Run(new ComparisonConfig { ElementType = (ElementType)elementType });

        Assert.Equal(ModelNames.All, result.Models.Select(model => model.Name));
        Assert.Equal(RecordedPairs, PairsOf(result));
        Assert.All(result.Verdicts, verdict => Assert.Equal((verdict.Expected, 5), (verdict.Found, verdict.EpochsJudged)));
        Assert.All(result.Verdicts, verdict => Assert.NotEmpty(verdict.Meaning));
        Assert.True(result.Holds);
        Assert.Equal("torch 1.13.0a0, recorded", result.PyTorch);
        Assert.Null(result.PyTorchLeftOut);
        Assert.Equal(20231026UL, result.Seed);
    }

    [Theory]
    [InlineData(ElementType.Bits32, 2e-7)]
    [InlineData(ElementType.Bits64, 2e-16)]
    public void Weights_after_every_epoch_are_the_recorded_ones(Enum elementType, double tolerance)
    {
        ExperimentRecording recording = Golden((ElementType)elementType);

        ComparisonResult result = Run(new ComparisonConfig { ElementType = (ElementType)elementType });

        (string Model, string Recorded)[] pairs =
        [
            (ModelNames.EdenAdam, ExperimentModels.Adam),
            (ModelNames.PaperAdam, ExperimentModels.Adam),
            (ModelNames.EdenAdamW, ExperimentModels.AdamW),
            (ModelNames.PaperAdamW, ExperimentModels.AdamW),
            (ModelNames.AdamWithL2, ExperimentModels.AdamWithL2),
            (ModelNames.AdamWithL2InLoss, ExperimentModels.AdamWithL2InLoss),
        ];
        foreach ((string model, string recorded) in pairs)
        {
            IReadOnlyList<ExperimentStep> steps = StepsOf(result, model);
            for (int epoch = 0; epoch < 5; epoch++)
            {
                IReadOnlyList<double> expected = recording.Epochs[epoch].Models[recorded].Weight;
                Assert.All(expected.Zip(steps[epoch].Weight), pair => Assert.Equal(pair.First, pair.Second, tolerance));
            }
        }
    }

    [Fact]
    public void PyTorchs_models_are_the_recording_itself()
    {
        ExperimentRecording recording = Golden(ElementType.Bits32);

        ComparisonResult result = Run(new ComparisonConfig());

        Assert.Equal(recording.Initial, result.Initial);
        for (int epoch = 0; epoch < 5; epoch++)
        {
            Assert.Equal(recording.Epochs[epoch].Input, result.Inputs[epoch]);
            AssertSame(recording.Epochs[epoch].Models[ExperimentModels.Adam], StepsOf(result, ModelNames.PyTorchAdam)[epoch]);
            AssertSame(recording.Epochs[epoch].Models[ExperimentModels.AdamW], StepsOf(result, ModelNames.PyTorchAdamW)[epoch]);
        }
    }

    [Fact]
    public void The_first_step_moves_Adam_with_L2_by_epsilon_alone_and_AdamW_by_the_decay()
    {
        ComparisonResult result = Run(new ComparisonConfig());

        Assert.Equal(0.1, result.FirstStep.AdamMoves, 1e-8);
        Assert.InRange(result.FirstStep.L2FromAdam, 1e-12, 2e-11);
        Assert.Equal(0.1 * 0.01 * 0.3435189425945282, result.FirstStep.AdamWFromAdam, 1e-15);
        PairVerdict last = result.Verdicts[^1];
        Assert.Contains("6.4e-12", last.Meaning, StringComparison.Ordinal);
        Assert.Contains("3.4e-04", last.Meaning, StringComparison.Ordinal);
        Assert.InRange(last.LargestShare, 100, 1e5);
        Assert.InRange(last.FreeRunDistance, 5e-4, 1e-3);
    }

    [Fact]
    public void A_penalty_that_outweighs_the_gradient_turns_the_first_step_and_is_not_told_as_small()
    {
        ComparisonResult result = Run(new ComparisonConfig { WeightDecay = 100 });

        Assert.InRange(result.FirstStep.L2FromAdam, 0.19, 0.21);
        Assert.Contains("large compared with this gradient", result.Verdicts[^1].Meaning, StringComparison.Ordinal);
        Assert.True(result.Holds);
    }

    [Theory]
    [InlineData(0, 0.1, "Without weight decay both are plain Adam")]
    [InlineData(0.01, 0, "With a learning rate of 0 nothing moves")]
    [InlineData(1e-12, 0.1, "below the rounding of float32")]
    public void Models_that_should_differ_may_coincide_and_fail_nothing(double weightDecay, double learningRate, string reason)
    {
        ComparisonResult result = Run(new ComparisonConfig { WeightDecay = weightDecay, LearningRate = learningRate });

        PairVerdict last = result.Verdicts[^1];
        Assert.Equal((Outcome.Differ, Outcome.Agree, true), (last.Expected, last.Found, last.Holds));
        Assert.Contains(reason, last.Meaning, StringComparison.Ordinal);
        Assert.True(result.Holds);
    }

    [Theory]
    [InlineData(ModelNames.EdenAdam, "Eden Adam / paper Adam", "Eden Adam / PyTorch Adam")]
    [InlineData(ModelNames.EdenAdamW, "Eden AdamW / paper AdamW", "Eden AdamW / PyTorch AdamW")]
    [InlineData(ModelNames.PaperAdam, "Eden Adam / paper Adam")]
    [InlineData(ModelNames.PaperAdamW, "Eden AdamW / paper AdamW")]
    [InlineData(ModelNames.AdamWithL2, "Eden Adam + L2 in optimizer / Eden Adam + L2 in loss")]
    [InlineData(ModelNames.AdamWithL2InLoss, "Eden Adam + L2 in optimizer / Eden Adam + L2 in loss")]
    [InlineData(ModelNames.SgdWithDecay, "paper SGD + decay / paper SGD + L2")]
    [InlineData(ModelNames.SgdWithL2, "paper SGD + decay / paper SGD + L2")]
    public void A_model_whose_decay_has_the_wrong_sign_fails_its_verdicts_and_no_other(string wrong, params string[] failing)
    {
        ComparisonResult result = ArticleExperiment.Run(
            new ComparisonConfig(),
            (model, before, after) => AddDecay(model == wrong ? 2 * 0.1 * 0.01 : 0, before, after),
            cancellation: TestContext.Current.CancellationToken);

        Assert.Equal(failing, PairsOf(result.Verdicts.Where(verdict => !verdict.Holds)));
        Assert.All(result.Verdicts.Where(verdict => !verdict.Holds), verdict => Assert.StartsWith("Expected to agree, but", verdict.Meaning, StringComparison.Ordinal));
        Assert.False(result.Holds);
    }

    [Fact]
    public void A_shorter_run_is_judged_by_the_beginning_of_the_recording()
    {
        ComparisonResult whole = Run(new ComparisonConfig());

        ComparisonResult result = Run(new ComparisonConfig { Epochs = 3 });

        Assert.Equal(RecordedPairs, PairsOf(result));
        Assert.True(result.Holds);
        for (int i = 0; i < result.Models.Count; i++)
        {
            Assert.Equal(3, result.Models[i].Steps.Count);
            Assert.All(result.Models[i].Steps.Zip(whole.Models[i].Steps), pair => AssertSame(pair.Second, pair.First));
        }
    }

    public static TheoryData<object, string> OtherExperiments => new()
    {
        { new ComparisonConfig { LearningRate = 0.05 }, "lr is 0.05, recorded 0.1" },
        { new ComparisonConfig { WeightDecay = 0.1 }, "weight-decay is 0.1, recorded 0.01" },
        { new ComparisonConfig { Beta1 = 0.8, Beta2 = 0.99 }, "beta1 is 0.8, recorded 0.9; beta2 is 0.99, recorded 0.999" },
        { new ComparisonConfig { Epsilon = 1e-6 }, "eps is 1E-06, recorded 1E-08" },
        { new ComparisonConfig { Batch = 4 }, "batch is 4, recorded 2" },
        { new ComparisonConfig { InFeatures = 2 }, "in-features is 2, recorded 3" },
        { new ComparisonConfig { Batch = 3, InFeatures = 2 }, "in-features is 2, recorded 3; batch is 3, recorded 2" },
        { new ComparisonConfig { Epochs = 6 }, "epochs is 6, recorded 5" },
        { new ComparisonConfig { Seed = 4, LearningRate = 0.05 }, "a seed is given" },
    };

    [Theory]
    [MemberData(nameof(OtherExperiments))]
    public void Another_experiment_leaves_the_recorded_models_out_and_says_why(object config, string reason)
    {
        ComparisonResult result = Run((ComparisonConfig)config);

        Assert.Equal((null, reason), (result.PyTorch, result.PyTorchLeftOut));
        Assert.Equal(LocalPairs, PairsOf(result));
        Assert.DoesNotContain(result.Models, model => model.Name.StartsWith("PyTorch", StringComparison.Ordinal));
        Assert.True(result.Holds);
    }

    [Fact]
    public void Other_hyperparameters_keep_the_recorded_start_and_inputs()
    {
        ComparisonResult recorded = Run(new ComparisonConfig());

        ComparisonResult result = Run(new ComparisonConfig { LearningRate = 0.05 });

        Assert.Equal(recorded.Initial, result.Initial);
        Assert.Equal(recorded.Inputs, result.Inputs);
    }

    [Fact]
    public void A_seed_makes_the_same_run_again_and_another_seed_another()
    {
        ComparisonConfig config = new() { Seed = 7 };

        ComparisonResult first = Run(config);

        Assert.Equal(first.Initial, Run(config).Initial);
        Assert.Equal(first.Inputs, Run(config).Inputs);
        Assert.NotEqual(first.Initial, Run(config with { Seed = 8 }).Initial);
        Assert.Equal((7UL, "random, seed 7"), (first.Seed, first.Origin));
        Assert.All(first.Initial, weight => Assert.InRange(weight, -1 / Math.Sqrt(3), 1 / Math.Sqrt(3)));
        Assert.All(first.Inputs.SelectMany(input => input), number => Assert.InRange(number, 0, 1));
    }

    [Fact]
    public void Both_element_types_draw_the_same_problem_up_to_rounding()
    {
        ComparisonResult narrow = Run(new ComparisonConfig { Seed = 7 });
        ComparisonResult wide = Run(new ComparisonConfig { Seed = 7, ElementType = ElementType.Bits64 });

        Assert.Equal(wide.Initial.Select(weight => (double)(float)weight), narrow.Initial);
        Assert.NotEqual(wide.Initial, narrow.Initial);
    }

    [Fact]
    public void Judging_stops_where_the_squared_gradient_overflows()
    {
        ComparisonResult result = Run(new ComparisonConfig { LearningRate = 1e9, WeightDecay = 1e9, Epochs = 60 });

        PairVerdict adamW = result.Verdicts[1];
        Assert.InRange(adamW.EpochsJudged, 1, 59);
        Assert.Contains($"Judged up to epoch {adamW.EpochsJudged}: after it the squared gradient is beyond float32.", adamW.Meaning, StringComparison.Ordinal);
        Assert.True(result.Holds);
    }

    [Theory]
    [InlineData(1_000_001, 2, 1)]
    [InlineData(long.MaxValue, long.MaxValue, long.MaxValue)]
    [InlineData(0, 2, 3)]
    [InlineData(5, -1, 3)]
    [InlineData(5, 2, 0)]
    public void What_cannot_be_run_is_refused(long epochs, long batch, long inFeatures)
    {
        ComparisonConfig config = new() { Epochs = epochs, Batch = batch, InFeatures = inFeatures };

        _ = Assert.Throws<InputException>(() => Run(config));
    }

    [Fact]
    public void A_cancelled_run_stops()
    {
        using CancellationTokenSource source = new();
        source.Cancel();

        _ = Assert.Throws<OperationCanceledException>(() => ArticleExperiment.Run(new ComparisonConfig(), cancellation: source.Token));
    }

    [Theory]
    [MemberData(nameof(ElementTypes))]
    public void The_embedded_recordings_are_the_golden_ones(Enum elementType)
    {
        string name = $"experiment-{((ElementType)elementType).Name()}-5.json";
        using Stream embedded = typeof(ArticleExperiment).Assembly.GetManifestResourceStream(name)!;
        using MemoryStream copy = new();
        embedded.CopyTo(copy);

        Assert.Equal(File.ReadAllBytes(Repository.PathTo("tests", "golden", name)), copy.ToArray());
    }

    private static ComparisonResult Run(ComparisonConfig config) => ArticleExperiment.Run(config, cancellation: TestContext.Current.CancellationToken);

    private static IReadOnlyList<ExperimentStep> StepsOf(ComparisonResult result, string model) => result.Models.Single(candidate => candidate.Name == model).Steps;

    private static IEnumerable<string> PairsOf(ComparisonResult result) => PairsOf(result.Verdicts);

    private static IEnumerable<string> PairsOf(IEnumerable<PairVerdict> verdicts) => verdicts.Select(verdict => $"{verdict.Model} / {verdict.ComparedWith}");

    private static void AddDecay(double factor, double[] before, double[] after)
    {
        for (int i = 0; i < after.Length; i++)
        {
            after[i] += factor * before[i];
        }
    }

    private static void AssertSame(ExperimentStep expected, ExperimentStep actual)
    {
        Assert.Equal(expected.Loss, actual.Loss);
        Assert.Equal(expected.Gradient, actual.Gradient);
        Assert.Equal(expected.Weight, actual.Weight);
    }

    private static ExperimentRecording Golden(ElementType elementType)
    {
        string file = Repository.PathTo("tests", "golden", $"experiment-{elementType.Name()}-5.json");
        using FileStream stream = File.OpenRead(file);
        return ExperimentRecording.Parse(stream, file, TestContext.Current.CancellationToken);
    }
}
