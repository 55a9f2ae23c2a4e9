using Eden.Checkpoints;

namespace Eden.Tests.Checkpoints;

public sealed class TrainingStateTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Path => _folder.File("run.safetensors");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Parts_that_are_null_are_refused_at_once()
    {
        Parameter<float>[] weights = [new("w", 1)];

        Assert.Throws<ArgumentNullException>(() => new TrainingState<float>(weights) { Weights = null! });
        Assert.Throws<ArgumentNullException>(() => new TrainingState<float>(weights) { Plateaus = null! });
        Assert.Throws<ArgumentNullException>(() => new TrainingState<float>(weights) { Averages = null! });
    }

    [Fact]
    public void Everything_that_a_training_remembers_comes_back()
    {
        using Model<float> old = TwoGroups(1);
        old.Optimizer.GradientOptions = new() { MaxNorm = 0.1, NonFinite = NonFiniteGradients.SkipStep };
        old.Run(0, 4);
        old.Parameters[0].Gradient[0] = float.NaN;
        DynamicLossScale scale = new() { GrowthInterval = 7, GoodSteps = 3 };
        scale.Step(old.Optimizer);
        ReduceOnPlateau plateau = new(new() { Patience = 0, Cooldown = 5 });
        plateau.Report(0.5);
        plateau.Report(0.6);
        using ExponentialAverage<float> ema = new(old.Parameters, new() { Decay = 0.25 });
        using EqualAverage<float> none = new(old.Parameters.Take(1));
        ema.Update();
        ema.Update();
        TrainingState<float> saved = new(old.Optimizer) { Averages = Averages(ema, none), LossScale = scale, Plateaus = new Dictionary<string, ReduceOnPlateau> { ["validation"] = plateau }, Step = 1L << 53 };
        saved.Notes["seed"] = "17";
        saved.Save(Path);

        using Model<float> fresh = TwoGroups(2);
        DynamicLossScale freshScale = new() { GrowthInterval = 7 };
        ReduceOnPlateau freshPlateau = new(new() { Patience = 0, Cooldown = 5 });
        using ExponentialAverage<float> freshEma = new(fresh.Parameters, new() { Decay = 0.25 });
        using EqualAverage<float> freshNone = new(fresh.Parameters.Take(1));
        freshNone.Update();
        TrainingState<float> state = new(fresh.Optimizer) { Averages = Averages(freshEma, freshNone), LossScale = freshScale, Plateaus = new Dictionary<string, ReduceOnPlateau> { ["validation"] = freshPlateau } };
        state.Notes["gone"] = "";
        LoadReport report = state.Load(Path, new() { VerifyHash = true });

        Assert.Equal(old.Snapshot(), fresh.Snapshot());
        Assert.Equal(1, fresh.Optimizer.SkippedSteps);
        Assert.Equal(old.Parameters.Select(parameter => ema.GetValues(parameter).ToArray()), fresh.Parameters.Select(parameter => freshEma.GetValues(parameter).ToArray()));
        Assert.Equal((2, 0), (freshEma.Updates, freshNone.Updates));
        Assert.True(freshNone.GetValues(fresh.Parameters[0]).IndexOfAnyExcept(0f) < 0);
        Assert.Equal((32768, 0), (freshScale.Scale, freshScale.GoodSteps));
        Assert.Equal(plateau.State, freshPlateau.State);
        Assert.Equal(0.1, freshPlateau.Multiplier);
        Assert.Equal(1L << 53, state.Step);
        Assert.Equal([KeyValuePair.Create("seed", "17")], state.Notes);
        Assert.Empty(report.Misfits);
        Assert.Equal(16, report.Loaded.Count);
        Assert.Contains("fc.weight.exp_avg_sq", report.Loaded);
        Assert.Contains("fc.weight.ema", report.Loaded);
    }

    [Fact]
    public void A_parameter_without_a_step_starts_where_the_options_of_the_checkpoint_say()
    {
        using Adagrad<float> old = new([new Parameter<float>("p", 3)], new() { InitialAccumulator = 0.5 });
        Parameter<float> parameter = new("p", 3) { HasGradient = true };
        using Adagrad<float> fresh = new([parameter], new() { InitialAccumulator = 2 });
        fresh.Step();

        new TrainingState<float>(fresh).Load(new TrainingState<float>(old).Capture());

        Assert.Equal([0.5f, 0.5f, 0.5f], fresh.GetState("p")["sum"]);
        Assert.Equal((0, 0.5), (fresh.GetStepCount(parameter), fresh.Groups[0].Options.InitialAccumulator));
    }

    [Fact]
    public void Tensors_have_the_names_of_PyTorch_and_come_without_state_before_the_first_step()
    {
        using Model<double> model = new(1, new AdamWOptions { AmsGrad = true });
        model.Run(0, 2);

        using Checkpoint checkpoint = new TrainingState<double>(model.Optimizer).Capture();

        Assert.Equal(
            ["fc.bias", "fc.bias.exp_avg", "fc.bias.exp_avg_sq", "fc.bias.max_exp_avg_sq", "fc.weight", "fc.weight.exp_avg", "fc.weight.exp_avg_sq", "fc.weight.max_exp_avg_sq", "late", "scale", "scale.exp_avg", "scale.exp_avg_sq", "scale.max_exp_avg_sq"],
            checkpoint.Tensors.Select(tensor => tensor.Name).Order(StringComparer.Ordinal));
        Assert.All(checkpoint.Tensors, tensor => Assert.Equal(TensorType.F64, tensor.Type));
    }

    [Fact]
    public void Loading_goes_back_before_the_first_step_of_a_parameter()
    {
        using Model<float> model = new(1, new AdamOptions());
        TrainingState<float> state = new(model.Optimizer);
        state.Save(Path);
        string start = model.Snapshot();
        model.Run(0, 3);

        state.Load(Path);

        Assert.Equal(start, model.Snapshot());
    }

    [Fact]
    public void The_optimizer_takes_the_options_of_the_file_and_says_which()
    {
        using Model<float> old = new(1, new AdamWOptions { LearningRate = 0.1, WeightDecay = 0.3 });
        old.Optimizer.GradientOptions = new() { MaxValue = 3 };
        old.Run(0, 1);
        new TrainingState<float>(old.Optimizer).Save(Path);
        using Model<float> fresh = new(1, new AdamWOptions { Maximize = true, WeightDecay = 0.3 });

        LoadReport report = new TrainingState<float>(fresh.Optimizer).Load(Path);

        Assert.Equal(["group 0: LearningRate 0.1 instead of 0.001, Maximize false instead of true", "gradients: MaxValue 3 instead of none"], report.ChangedOptions);
        Assert.Equal(0.1, fresh.Optimizer.Groups[0].LearningRate);
        Assert.Equal(old.Snapshot(), fresh.Snapshot());
    }

    [Fact]
    public void Weights_alone_are_saved_and_loaded_without_the_rest()
    {
        using Model<float> old = new(1, new AdamOptions());
        old.Run(0, 3);
        new TrainingState<float>(old.Optimizer).Save(Path);
        using Model<float> fresh = new(2, new SgdOptions());
        TrainingState<float> weights = new(fresh.Parameters);

        Assert.Contains("the Adam optimizer is in the checkpoint, but not here", Refusal(weights), StringComparison.Ordinal);
        weights.Load(Path, new() { WeightsOnly = true });

        Assert.Equal(old.Parameters.Select(parameter => parameter.Value.ToArray()), fresh.Parameters.Select(parameter => parameter.Value.ToArray()));
        weights.Save(Path);
        Assert.Contains("the optimizer is not in the checkpoint", Refusal(new TrainingState<float>(old.Optimizer)), StringComparison.Ordinal);
        using Checkpoint checkpoint = SafetensorsFile.Open(Path);
        Assert.Equal(4, checkpoint.Tensors.Count);
    }

    [Fact]
    public void Parameters_may_be_grouped_otherwise_as_long_as_each_group_comes_out_of_one()
    {
        using Model<float> two = TwoGroups(1);
        two.Run(0, 3);
        new TrainingState<float>(two.Optimizer).Save(Path);
        using Model<float> turned = new(1, parameters => new AdamW<float>(
            new ParameterGroup<float, AdamWOptions>([parameters.ElementAt(3)], new()),
            new ParameterGroup<float, AdamWOptions>([parameters.ElementAt(1), parameters.ElementAt(0)], new()),
            new ParameterGroup<float, AdamWOptions>([parameters.ElementAt(2)], new())));
        using Model<float> one = new(2, new AdamWOptions());

        new TrainingState<float>(turned.Optimizer).Load(Path);

        Assert.Equal([0.2, 0.1, 0.2], turned.Optimizer.Groups.Select(group => group.LearningRate));
        two.Run(3, 6);
        turned.Run(3, 6);
        Assert.Equal(two.Parameters.Select(parameter => parameter.Value.ToArray()), turned.Parameters.Select(parameter => parameter.Value.ToArray()));
        Assert.Contains("the parameters of group 0 are in several groups in the checkpoint", Refusal(new TrainingState<float>(one.Optimizer)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_plain_file_of_weights_is_loaded_as_weights()
    {
        Parameter<float> parameter = new("a", 2);
        using (Checkpoint plain = new([Tensors.Of("a", TensorType.F32, [2], [0, 0, 128, 63, 0, 0, 0, 64])], new Dictionary<string, string> { ["format"] = "pt" }))
        {
            SafetensorsFile.Write(Path, plain, cancellation: TestContext.Current.CancellationToken);
        }

        TrainingState<float> state = new([parameter]) { Step = 3 };
        state.Load(Path);

        Assert.Equal([1f, 2f], parameter.Value.ToArray());
        Assert.Equal(3, state.Step);
        Assert.Equal("pt", state.Notes["format"]);
    }

    [Fact]
    public void A_damaged_file_changes_nothing_unless_nobody_asks_for_the_hash()
    {
        using Model<float> model = new(1, new AdamOptions());
        model.Run(0, 1);
        TrainingState<float> state = new(model.Optimizer);
        state.Save(Path);
        byte[] file = File.ReadAllBytes(Path);
        file[^1] ^= 1;
        File.WriteAllBytes(Path, file);
        model.Run(1, 2);
        string before = model.Snapshot();

        Assert.Contains("the file was damaged", Assert.Throws<CheckpointException>(() => state.Load(Path)).Message, StringComparison.Ordinal);
        Assert.Equal(before, model.Snapshot());
        state.Load(Path, new() { VerifyHash = false });
        Assert.NotEqual(before, model.Snapshot());
    }

    [Fact]
    public void What_cannot_be_stepped_cannot_be_saved_or_loaded()
    {
        Parameter<float>[] parameters = [new("a", 1)];
        ScheduleFreeAdamW<float> optimizer = new(parameters);
        TrainingState<float> state = new(optimizer);
        state.Save(Path);
        using (optimizer.Evaluate())
        {
            Assert.Throws<InvalidOperationException>(() => state.Save(Path));
            Assert.Throws<InvalidOperationException>(() => state.Load(Path));
            new TrainingState<float>(parameters).Save(_folder.File("weights"));
            Assert.Throws<InvalidOperationException>(() => new TrainingState<float>(parameters).Load(_folder.File("weights")));
        }

        optimizer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => state.Save(Path));
        Assert.Throws<ObjectDisposedException>(() => state.Load(Path));
        parameters[0].Dispose();
        Assert.Throws<ObjectDisposedException>(() => new TrainingState<float>(parameters).Save(Path));
    }

    private string Refusal<T>(TrainingState<T> state)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T> => Assert.Throws<CheckpointException>(() => state.Load(Path)).Message;

    private static Dictionary<string, WeightAverage<float>> Averages(ExponentialAverage<float> ema, EqualAverage<float> none) => new() { ["ema"] = ema, ["swa"] = none };

    private static Model<float> TwoGroups(ulong seed) => new(seed, parameters => new AdamW<float>(
        new ParameterGroup<float, AdamWOptions>([parameters.ElementAt(0), parameters.ElementAt(1)], new() { LearningRate = 0.1 }),
        new ParameterGroup<float, AdamWOptions>([parameters.ElementAt(2), parameters.ElementAt(3)], new() { LearningRate = 0.2, WeightDecay = 0 })));
}
