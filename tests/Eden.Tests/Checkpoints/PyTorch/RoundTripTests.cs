using System.Numerics;
using Eden.Checkpoints;
using Eden.Tests.Support;

namespace Eden.Tests.Checkpoints.PyTorch;

/// <summary>A run saved as <c>.pt</c> goes on as if it had not been: every row of options that PyTorch has, both types.</summary>
public sealed class RoundTripTests : IDisposable
{
    private const long After = 4;

    private static readonly string[] OnlyHere = ["Nesterov", "EpsilonRoot", "DecayScaling", "Cautious", "CautiousDecay", "WeightDecay"];

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, int> Rows => [.. OptimizerRows.All.SelectMany(row => row.Options.Select((_, index) => (row.Name, index)))];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_run_goes_on_with_the_same_bits_or_its_option_is_refused(string name, int index)
    {
        // After two steps "late" has taken none, after five it has.
        foreach (long before in new[] { 0, 2, 5 })
        {
            GoOn<float>(name, index, before);
            GoOn<double>(name, index, before);
        }
    }

    [Fact]
    public void Averages_schedules_notes_and_the_loss_scale_come_back()
    {
        string path = _folder.File("all.pt");
        using Model<float> model = new(1, new AdamOptions { AmsGrad = true });
        using ExponentialAverage<float> average = new(model.Parameters);
        ReduceOnPlateau plateau = new();
        TrainingState<float> state = new(model.Optimizer)
        {
            Averages = new Dictionary<string, WeightAverage<float>> { ["ema"] = average },
            Plateaus = new Dictionary<string, ReduceOnPlateau> { ["validation"] = plateau },
            LossScale = new DynamicLossScale(),
            Step = 5,
        };
        model.Run(0, 5);
        average.Update();
        plateau.Report(0.25);
        state.Notes["comment"] = "größer als 你好";
        using (Checkpoint checkpoint = state.Capture())
        {
            PyTorchFile.Write(path, checkpoint, cancellation: TestContext.Current.CancellationToken);
        }

        string before = $"{model.Snapshot()} {plateau.State} {average.Updates}";
        model.Run(5, 9);
        average.Update();
        plateau.Report(0.125);
        state.Notes.Clear();
        state.Step = 9;
        using (Checkpoint checkpoint = PyTorchFile.Open(path, model.Optimizer))
        {
            Assert.Empty(state.Load(checkpoint).Misfits);
        }

        Assert.Equal(before, $"{model.Snapshot()} {plateau.State} {average.Updates}");
        Assert.Equal(5, state.Step);
        Assert.Equal("größer als 你好", state.Notes["comment"]);
    }

    private void GoOn<T>(string name, int index, long before)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        OptimizerOptions options = OptimizerRows.All.Single(row => row.Name == name).Options.ElementAt(index);
        string path = _folder.File($"{name}-{index}-{typeof(T).Name}-{before}.pt");
        using Model<T> model = new(1, options);
        model.Run(0, before);
        string[] missing = MissingInPyTorch(name, options);
        if (missing.Length > 0)
        {
            CheckpointException exception = Assert.Throws<CheckpointException>(() => Write(model, path, before));
            Assert.Contains(missing, word => exception.Message.Contains(word, StringComparison.Ordinal));
            Assert.Empty(_folder.Names);
            return;
        }

        Write(model, path, before);
        using Model<T> other = new(2, options);
        Load(other, path);
        Assert.Equal(Values(model), Values(other));
        Assert.Equal(model.Optimizer.Groups[0].Options, other.Optimizer.Groups[0].Options);

        // The same gradients for both.
        using Model<T> again = new(1, options);
        Load(again, path);
        model.Run(before, before + After);
        again.Run(before, before + After);
        Assert.Equal(Values(model), Values(again));
    }

    private static string[] MissingInPyTorch(string name, OptimizerOptions options)
    {
        if (OptimizerRegistry.Find(name)!.PyTorch is null)
        {
            return [$"PyTorch has no {name}"];
        }

        OptimizerOptions defaults = OptimizerRegistry.DefaultsOf(name)!;
        return [.. OptionList.Of(options).Zip(OptionList.Of(defaults))
            .Where(pair => (OnlyHere.Contains(pair.First.Name) || (pair.First.Name == "Maximize" && name == "Muon")) && !Equals(pair.First.Value, pair.Second.Value) && !(pair.First.Name == "WeightDecay" && name != "Sgd") && !(pair.First.Name == "Nesterov" && name is "Sgd" or "Muon"))
            .Select(pair => $"PyTorch's {name} has no {pair.First.Name}")];
    }

    private static void Write<T>(Model<T> model, string path, long step)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using Checkpoint checkpoint = new TrainingState<T>(model.Optimizer) { Step = step }.Capture();
        PyTorchFile.Write(path, checkpoint);
    }

    private static void Load<T>(Model<T> model, string path)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using Checkpoint checkpoint = PyTorchFile.Open(path, model.Optimizer);
        Assert.Empty(new TrainingState<T>(model.Optimizer).Load(checkpoint).Misfits);
    }

    /// <summary>Weights and states. Of the steps of SGD and Muon, PyTorch keeps whether there was one.</summary>
    private static string[] Values<T>(Model<T> model)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        [.. model.Parameters.Select(parameter =>
            $"{parameter} {Text(parameter.Value.ToArray())} {string.Join(' ', model.Optimizer.GetState(parameter).Select(state => state.Key + Text(state.Value)))} {(OptimizerRegistry.Of(model.Optimizer.Groups[0].Options)!.CountsSteps ? model.Optimizer.GetStepCount(parameter) : "")}")];

    private static string Text<T>(T[] values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Convert.ToHexString(System.Runtime.InteropServices.MemoryMarshal.AsBytes<T>(values));
}
