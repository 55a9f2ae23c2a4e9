using Eden.Checkpoints;
using Eden.Testing;

namespace Eden.Tests.Checkpoints;

/// <summary>The code of docs/checkpoints.md, compiled and run.</summary>
public sealed class DocumentationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Parameter<float>[] _model = [new("fc.weight", 2) { HasGradient = true }];
    private readonly List<long> _trained = [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void All_code_of_the_documentation_stands_here()
    {
        string here = File.ReadAllText(Repository.PathTo("tests", "Eden.Tests", "Checkpoints", "DocumentationTests.cs"));
        string[] lines = DocumentedCode.Lines("checkpoints.md");

        Assert.True(lines.Length > 20);
        Assert.All(lines, line => Assert.Contains(line, here, StringComparison.Ordinal));
    }

    [Fact]
    public void All_optimizers_and_metadata_entries_are_described()
    {
        string page = File.ReadAllText(Repository.PathTo("docs", "checkpoints.md"));
        IEnumerable<string> entries = typeof(MetadataKeys).GetFields().Select(field => (string)field.GetRawConstantValue()!);

        Assert.All(OptimizerKinds.Names.Split(", ").Concat(entries), name => Assert.Contains($"`{name}`", page, StringComparison.Ordinal));
    }

    [Fact]
    public void A_training_is_saved_and_goes_on()
    {
        using AdamW<float> optimizer = new(_model);
        using ExponentialAverage<float> average = new(_model);
        ReduceOnPlateau plateau = new();
        DynamicLossScale scale = new();
        string path = _folder.File("run.safetensors");
        double validationLoss = 0.5;
        string directory = _folder.File("run");

        TrainingState<float> state = new(optimizer)
        {
            Averages = new Dictionary<string, WeightAverage<float>> { ["ema"] = average },
            Plateaus = new Dictionary<string, ReduceOnPlateau> { ["validation"] = plateau },
            LossScale = scale,
        };
        state.Step = 100;
        state.Notes["epoch"] = "3";
        state.Save(path);
        state.Step = 0;
        state.Load(path);
        for (long step = state.Step; step < 200; step++)
        {
            Train(step);
        }

        Assert.Equal((100, 199, 100), (_trained[0], _trained[^1], _trained.Count));
        Assert.Equal("3", state.Notes["epoch"]);
        CheckpointFolder folder = new(directory) { KeepLast = 3, KeepBest = 1 };
        folder.Save(state, validationLoss);
        if (folder.Latest is string latest)
        {
            state.Load(latest);
        }

        Assert.Equal("step-0000000000000100.safetensors", Path.GetFileName(folder.Best));
        LoadReport report = state.Load(path, new LoadOptions { Strict = false });
        foreach (string misfit in report.Misfits)
        {
            Console.Error.WriteLine(misfit);
        }

        Assert.Empty(report.Misfits);
    }

    private void Train(long step) => _trained.Add(step);
}
