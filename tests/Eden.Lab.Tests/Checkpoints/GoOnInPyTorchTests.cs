using System.Numerics;
using System.Text.Json.Nodes;
using Eden.Checkpoints;
using Eden.Lab.Checkpoints;
using Eden.Lab.Recordings;
using Eden.Lab.Verification;

namespace Eden.Lab.Tests.Checkpoints;

/// <summary>Trainings that Eden saved go on in the real PyTorch.</summary>
public sealed class GoOnInPyTorchTests : IDisposable
{
    private const int StepsHere = 5;
    private const int StepsThere = 3;

    private readonly string _folder = Directory.CreateTempSubdirectory("eden-torch-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Steps_in_PyTorch_from_files_of_Eden_equal_the_steps_here()
    {
        // One start of PyTorch for all: it takes longer than the steps.
        JsonArray jobs = [];
        List<Action> comparisons = [];
        foreach (string name in DigitsRun.Names)
        {
            DigitsRun run = DigitsRun.Read(name);
            comparisons.Add(run.Recording.ElementType == ElementType.Bits32 ? Prepare<float>(run, jobs) : Prepare<double>(run, jobs));
        }

        await PythonScript.RunAsync("record_checkpoints.py", "continue", jobs.ToJsonString());
        comparisons.ForEach(comparison => comparison());
    }

    [Fact]
    public async Task Weights_alone_load_with_weights_only()
    {
        DigitsRun run = DigitsRun.Read("golden/mlp-digits-adam-f32");
        using DigitsTraining<float> training = run.Start<float>();
        string saved = Path.Combine(_folder, "weights.pt");
        using (Checkpoint checkpoint = PyTorchFile.Open(run.Checkpoint, new PyTorchReadOptions { Optimizer = "Adam" }))
        {
            new TrainingState<float>(training.Model.Parameters).Load(checkpoint, new LoadOptions { WeightsOnly = true });
        }

        using (Checkpoint checkpoint = new TrainingState<float>(training.Model.Parameters).Capture())
        {
            PyTorchFile.Write(saved, checkpoint, cancellation: TestContext.Current.CancellationToken);
        }

        string read = Path.Combine(_folder, "weights.json");
        await PythonScript.RunAsync("record_checkpoints.py", "continue", new JsonArray(new JsonObject { ["file"] = saved, ["out"] = read }).ToJsonString());
        JsonNode weights = JsonNode.Parse(await File.ReadAllBytesAsync(read, TestContext.Current.CancellationToken))!;
        Assert.Equal(["0.weight", "0.bias", "2.weight", "2.bias"], weights.AsObject().Select(entry => entry.Key));
        Assert.All(training.Model.Parameters, parameter => Assert.Equal(Numbers(weights[parameter.Name]), Array.ConvertAll(parameter.Value.ToArray(), value => (double)value)));
    }

    [Fact]
    public async Task Steps_from_files_that_were_converted_and_back_have_the_same_bits()
    {
        string groups = Path.Combine(_folder, "groups.json");
        await File.WriteAllTextAsync(groups, """[["0.weight", "2.weight"], ["0.bias", "2.bias"]]""", TestContext.Current.CancellationToken);
        JsonArray jobs = [];
        List<(string Recorded, string Back)> results = [];
        foreach (string name in DigitsRun.Names)
        {
            DigitsRun run = DigitsRun.Read(name);
            string file = Path.Combine(_folder, Path.GetFileNameWithoutExtension(run.Checkpoint));
            (string tensors, string back) = ($"{file}.safetensors", $"{file}.pt");
            CheckpointNaming naming = new() { Optimizer = run.Recording.Optimizer, GroupsFile = name.Contains("plain", StringComparison.Ordinal) ? groups : null };
            CheckpointConversion.Run(run.Checkpoint, tensors, naming, cancellation: TestContext.Current.CancellationToken);
            CheckpointConversion.Run(tensors, back, new CheckpointNaming(), cancellation: TestContext.Current.CancellationToken);
            results.Add(($"{file}-recorded.json", $"{file}-back.json"));
            jobs.Add(Job(run, run.Checkpoint, results[^1].Recorded));
            jobs.Add(Job(run, back, results[^1].Back));
        }

        await PythonScript.RunAsync("record_checkpoints.py", "continue", jobs.ToJsonString());

        Assert.All(results, result => Assert.True(JsonNode.DeepEquals(JsonNode.Parse(File.ReadAllBytes(result.Recorded)), JsonNode.Parse(File.ReadAllBytes(result.Back))), result.Back));
    }

    private static JsonObject Job(DigitsRun run, string file, string result) => new()
    {
        ["file"] = file,
        ["optimizer"] = run.Recording.Optimizer,
        ["dtype"] = run.Recording.ElementType.Name(),
        ["steps"] = StepsThere,
        ["out"] = result,
    };

    /// <summary>Saves a run in the middle and takes the steps that PyTorch is to take.</summary>
    /// <returns>The comparison, for when PyTorch has taken them.</returns>
    private Action Prepare<T>(DigitsRun run, JsonArray jobs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using DigitsTraining<T> training = run.Start<T>();
        TrainingState<T> state = new(training.Optimizer);
        for (; state.Step < StepsHere; state.Step++)
        {
            training.Step(state.Step);
        }

        string saved = Path.Combine(_folder, Path.GetFileName(run.Checkpoint));
        string continued = Path.ChangeExtension(saved, ".json");
        using (Checkpoint checkpoint = state.Capture())
        {
            PyTorchFile.Write(saved, checkpoint);
        }

        jobs.Add(Job(run, saved, continued));
        double[] losses = [.. Enumerable.Range(0, StepsThere).Select(index => training.Step(state.Step + index))];
        Dictionary<string, double[]> here = new() { ["losses"] = losses };
        foreach (Parameter<T> parameter in training.Model.Parameters)
        {
            here.Add($"weights/{parameter.Name}", Array.ConvertAll(parameter.Value.ToArray(), double.CreateTruncating));
            foreach ((string key, T[] values) in training.Optimizer.GetState(parameter))
            {
                here.Add($"state/{parameter.Name}.{key}", Array.ConvertAll(values, double.CreateTruncating));
            }
        }

        return () =>
        {
            JsonNode there = JsonNode.Parse(File.ReadAllBytes(continued))!;
            foreach ((string path, double[] values) in here)
            {
                AssertClose(values, Numbers(path.Split('/', 2).Aggregate(there, (node, key) => node[key]!)), run.Tolerance, $"{Path.GetFileName(saved)}: {path}");
            }
        };
    }

    private static double[] Numbers(JsonNode? array) => [.. array!.AsArray().Select(value => value!.GetValue<double>())];

    private static void AssertClose(double[] here, double[] there, double relative, string what)
    {
        Assert.Equal(there.Length, here.Length);
        double largest = there.Max(Math.Abs);
        for (int i = 0; i < there.Length; i++)
        {
            Assert.True(Math.Abs(here[i] - there[i]) <= relative * largest, $"{what}[{i}] is {here[i]} here and {there[i]} in PyTorch.");
        }
    }
}
