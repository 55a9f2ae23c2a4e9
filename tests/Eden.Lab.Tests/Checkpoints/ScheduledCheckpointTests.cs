using System.Text.Json.Nodes;
using Eden.Checkpoints;
using Eden.Lab.Checkpoints;
using Eden.Testing;

namespace Eden.Lab.Tests.Checkpoints;

/// <summary>Trainings with a scheduler that PyTorch saved in the middle (<c>tools/record_checkpoints.py schedules</c>), here and back
/// there.</summary>
public sealed class ScheduledCheckpointTests : IDisposable
{
    private const int SavedAfter = 6;

    private readonly string _folder = Directory.CreateTempSubdirectory("eden-schedules-").FullName;

    /// <summary>The schedule by Eden's name, and the learning rates α of both groups.</summary>
    public static TheoryData<string, double, double> Runs => new()
    {
        { "onecycle-adamw", 0.01, 0.02 },
        { "onecycle-sgd", 0.1, 0.1 },
        { "cyclic-sgd", 0.01, 0.03 },
        { "cosine-adamw", 0.4, 0.4 },
        { "swa-sgd", 0.4, 0.4 },
    };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Runs))]
    public void The_schedule_goes_on_with_the_rates_that_PyTorch_recorded(string name, double first, double second)
    {
        double[] alphas = [first, second];
        using Optimizer<float> optimizer = Load(name);
        Assert.Equal(alphas, optimizer.Groups.Select(group => group.LearningRate));
        JsonArray recorded = JsonNode.Parse(File.ReadAllBytes(Golden("scheduled.json")))![name]!["rates"]!.AsArray();
        Assert.Equal(13, recorded.Count);
        for (int step = 0; step < recorded.Count; step++)
        {
            for (int group = 0; group < alphas.Length; group++)
            {
                double expected = recorded[step]![group]!.GetValue<double>();
                Assert.Equal(expected, optimizer.Groups[group].LearningRate * ScheduleOf(name, group).At(SavedAfter + 1 + step), 1e-9 * alphas[group]);
            }
        }
    }

    [Fact]
    public async Task PyTorch_goes_on_with_the_same_rates_from_files_that_went_through_Eden()
    {
        JsonArray jobs = [];
        List<(string Name, string Recorded, string Here)> results = [];
        foreach (string name in Runs.Select(run => run.Data.Item1))
        {
            foreach (string way in new[] { "loaded", "converted", "copied" })
            {
                string file = Path.Combine(_folder, $"{name}-{way}.pt");
                Write(name, way, file);
                results.Add((name, Path.Combine(_folder, $"{name}-recorded.json"), Path.ChangeExtension(file, ".json")));
                jobs.Add(new JsonObject { ["file"] = file, ["schedule"] = name, ["out"] = results[^1].Here });
            }

            jobs.Add(new JsonObject { ["file"] = Golden($"scheduled-{name}.pt"), ["schedule"] = name, ["out"] = results[^1].Recorded });
        }

        await PythonScript.RunAsync("record_checkpoints.py", "continue-schedules", jobs.ToJsonString());

        foreach ((string name, string recorded, string here) in results)
        {
            JsonNode expected = JsonNode.Parse(await File.ReadAllBytesAsync(recorded, TestContext.Current.CancellationToken))!;
            JsonNode actual = JsonNode.Parse(await File.ReadAllBytesAsync(here, TestContext.Current.CancellationToken))!;
            Assert.True(JsonNode.DeepEquals(expected["rates"], actual["rates"]), here);
            Assert.True(JsonNode.DeepEquals(expected["initial"], actual["initial"]), here);
            foreach ((JsonNode? group, int index) in expected["groups"]!.AsArray().Select((group, index) => (group, index)))
            {
                Assert.All(group!.AsObject(), entry => Assert.True(JsonNode.DeepEquals(Numeric(entry.Value), Numeric(actual["groups"]![index]![entry.Key])), $"{name}: {entry.Key}"));
            }
        }
    }

    [Fact]
    public async Task PyTorch_makes_a_scheduler_for_a_run_that_had_none()
    {
        string file = Path.Combine(_folder, "fresh.pt");
        string result = Path.Combine(_folder, "fresh.json");
        using (AdamW<float> optimizer = new([.. Parameters().Select(parameter => new ParameterGroup<float, AdamWOptions>([parameter], new AdamWOptions { LearningRate = 0.25 }))]))
        {
            foreach (Parameter<float> parameter in optimizer.Parameters)
            {
                parameter.HasGradient = true;
            }

            optimizer.Step();
            using Checkpoint checkpoint = new TrainingState<float>(optimizer) { Step = SavedAfter }.Capture();
            PyTorchFile.Write(file, checkpoint, cancellation: TestContext.Current.CancellationToken);
        }

        await PythonScript.RunAsync("record_checkpoints.py", "continue-schedules", new JsonArray(new JsonObject { ["file"] = file, ["schedule"] = "cosine-adamw", ["out"] = result }).ToJsonString());

        JsonNode actual = JsonNode.Parse(await File.ReadAllBytesAsync(result, TestContext.Current.CancellationToken))!;
        Assert.Equal([0.25, 0.25], actual["initial"]!.AsArray().Select(rate => rate!.GetValue<double>()));
    }

    private static Schedule ScheduleOf(string name, int group) => name switch
    {
        "onecycle-adamw" => new OneCycleSchedule { Steps = 20 }.CreateLearningRate(),
        "onecycle-sgd" => new OneCycleSchedule { Steps = 20, ThreePhase = true, StartDivisor = 7 }.CreateLearningRate(),
        "cyclic-sgd" => new CyclicSchedule { StepsUp = 8, Minimum = 0.001 / (group == 0 ? 0.01 : 0.03) }.CreateLearningRate(),
        "cosine-adamw" => Schedule.Cosine(20),
        _ => Schedule.Cosine(10, 0.05 / 0.4).Then(10, Schedule.Constant(0.05 / 0.4)),
    };

    private static string Golden(string name) => Repository.PathTo("tests", "golden-checkpoints", name);

    private static Parameter<float>[] Parameters() => [new("weight", 2, 3), new("bias", 2)];

    private static Optimizer<float> Load(string name)
    {
        Parameter<float>[] parameters = Parameters();
        Optimizer<float> optimizer = name.EndsWith("adamw", StringComparison.Ordinal)
            ? new AdamW<float>([.. parameters.Select(parameter => new ParameterGroup<float, AdamWOptions>([parameter], new AdamWOptions()))])
            : new Sgd<float>([.. parameters.Select(parameter => new ParameterGroup<float, SgdOptions>([parameter], new SgdOptions { Momentum = name.StartsWith("swa", StringComparison.Ordinal) ? 0 : 0.9 }))]);
        using Checkpoint checkpoint = PyTorchFile.Open(Golden($"scheduled-{name}.pt"), optimizer);
        Assert.Empty(new TrainingState<float>(optimizer).Load(checkpoint).Misfits);
        return optimizer;
    }

    private void Write(string name, string way, string file)
    {
        if (way == "converted")
        {
            string tensors = Path.ChangeExtension(file, ".safetensors");
            string groups = Path.Combine(_folder, "groups.json");
            File.WriteAllText(groups, """[["weight"], ["bias"]]""");
            CheckpointConversion.Run(Golden($"scheduled-{name}.pt"), tensors, new CheckpointNaming { Optimizer = name.Split('-')[1], GroupsFile = groups });
            CheckpointConversion.Run(tensors, file, new CheckpointNaming());
            return;
        }

        using Optimizer<float> loaded = Load(name);
        Parameter<float>[] parameters = [.. loaded.Groups.SelectMany(group => group.Parameters)];
        using Optimizer<float>? copy = way == "copied" ? Copy(loaded, parameters) : null;
        using Checkpoint checkpoint = new TrainingState<float>(copy ?? loaded) { Step = SavedAfter }.Capture();
        PyTorchFile.Write(file, checkpoint);
    }

    private static Optimizer<float> Copy(Optimizer<float> optimizer, Parameter<float>[] originals)
    {
        Parameter<float>[] parameters = Parameters();
        foreach ((Parameter<float> original, Parameter<float> parameter) in originals.Zip(parameters))
        {
            original.Value.CopyTo(parameter.Value);
        }

        return optimizer.CopyFor(parameters);
    }

    /// <summary>PyTorch does not tell 0 from 0.0.</summary>
    private static JsonNode? Numeric(JsonNode? value) =>
        value is System.Text.Json.Nodes.JsonValue number && number.GetValueKind() == System.Text.Json.JsonValueKind.Number ? (JsonNode)number.GetValue<double>() : value;
}
