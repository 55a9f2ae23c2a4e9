using Eden.Samples;
using Eden.Samples.CharGpt;
using Eden.Samples.FashionCnn;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Eden.Torch.Tests.Files;

/// <summary>torch's random numbers are one sequence of the process: other tests must not take from it.</summary>
[CollectionDefinition(nameof(RandomNumbers), DisableParallelization = true)]
public class RandomNumbers;

/// <summary>The programs of samples/, with small models and few steps.</summary>
[Collection(nameof(RandomNumbers))]
public sealed class SampleTests : IDisposable
{
    private const long Steps = 12;

    private readonly TrainingFile _files = new();

    [Theory]
    [InlineData("adamw")]
    [InlineData("torchsharp-adamw")]
    [InlineData("fused-adamw")]
    [InlineData("lion")]
    [InlineData("schedule-free")]
    public void A_language_model_resumes_with_the_same_bits(string optimizer) => Resumes(optimizer, MakeGpt);

    [Theory]
    [InlineData("adamw")]
    [InlineData("schedule-free")]
    public void A_convolutional_network_resumes_with_the_same_bits(string optimizer) => Resumes(optimizer, () =>
    {
        FashionData data = new(rand(1_000, 1, 28, 28), randint(10, 1_000));
        return new FashionTask(data, data, seed: 1, batch: 8);
    });

    [Fact]
    public void Eden_and_the_fused_kernel_have_the_same_losses()
    {
        double[] eden = Losses("adamw"), kernel = Losses("fused-adamw");
        Assert.All(eden.Zip(kernel), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
        Assert.True(eden[^1] < eden[0] - 0.1);

        static double[] Losses(string optimizer) => [.. Train(MakeGpt, 1, Options(optimizer)).Points.Select(point => point.ValidationLoss)];
    }

    [Fact]
    public void A_language_model_writes_text_and_a_result()
    {
        CharTask task = MakeGpt();
        string text = task.Sample("It is a truth ", 40, 0.8);
        Assert.Equal((40, text), (text.Length, task.Sample("It is a truth ", 40, 0.8)));
        using OptimizerHelper optimizer = Optimizers.Make("adamw", task.Model, null);
        TrainingRun run = new(task, Options("adamw"), optimizer);
        StringWriter output = new();
        run.Go(output);
        run.Write(_files["result.json"], "samples/CharGpt", text);
        Assert.Matches(@"(?m)^step +12  loss \d\.\d{4}  validation \d\.\d{4}  [\d,]+ tokens/s, optimizer \d+\.\d %\r?$", output.ToString());
        Assert.Contains("\"format\":\"eden-run/1\"", File.ReadAllText(_files["result.json"]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--optimizer is 'sgdx'; choose from adamw, ", "--optimizer", "sgdx")]
    [InlineData("--steps is '0'; it must be a number of at least 1", "--steps", "0")]
    [InlineData("--lr is 'NaN'; it must be", "--lr", "NaN")]
    [InlineData("--batch needs a value", "--batch")]
    [InlineData("there is no option --epochs", "--epochs", "3")]
    public void Arguments_are_refused_in_one_line(string message, params string[] arguments) =>
        Assert.StartsWith(message, Assert.Throws<ArgumentException>(() => RunOptions.Parse(arguments, new())).Message, StringComparison.Ordinal);

    public void Dispose() => _files.Dispose();

    private static CharTask MakeGpt()
    {
        CharText text = CharText.Austen();
        return new(text, new Gpt(new(text.CharacterCount, Context: 16, Width: 32, Heads: 2, Layers: 2)), seed: 1, batch: 4);
    }

    private static RunOptions Options(string optimizer) => new() { Optimizer = optimizer, Steps = Steps, Every = 4, Batch = 4, LearningRate = 0.01 };

    private static (Dictionary<string, double[]> Values, IReadOnlyList<RunPoint> Points) Train(Func<ITask> make, long seed, RunOptions options)
    {
        random.manual_seed(seed);
        ITask task = make();
        using OptimizerHelper optimizer = Optimizers.Make(options.Optimizer, task.Model, options.LearningRate);
        IReadOnlyList<RunPoint> points = new TrainingRun(task, options, optimizer).Go(TextWriter.Null);
        return (TrainingFile.Values(task.Model), points);
    }

    private void Resumes(string name, Func<ITask> make)
    {
        RunOptions options = Options(name);
        (Dictionary<string, double[]> expected, IReadOnlyList<RunPoint> points) = Train(make, 1, options);
        Train(make, 1, options with { Until = 4, Checkpoint = _files["run"] });
        (Dictionary<string, double[]> actual, IReadOnlyList<RunPoint> resumed) = Train(make, 1, options with { Checkpoint = _files["run"] });
        Assert.Equal(expected, actual);
        Assert.Equal(points.Select(Losses), resumed.Select(Losses));

        static (long Step, double TrainingLoss, double ValidationLoss) Losses(RunPoint point) => (point.Step, point.TrainingLoss, point.ValidationLoss);
    }
}
