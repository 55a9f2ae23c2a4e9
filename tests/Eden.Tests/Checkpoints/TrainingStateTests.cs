using Eden.Checkpoints;

namespace Eden.Tests.Checkpoints;

public sealed class TrainingStateTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Path => _folder.File("run.safetensors");

    public void Dispose() => _folder.Dispose();

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
        Assert.Equal(old.Parameters.Select(parameter => ema.Values(parameter).ToArray()), fresh.Parameters.Select(parameter => freshEma.Values(parameter).ToArray()));
        Assert.Equal((2, 0), (freshEma.Updates, freshNone.Updates));
        Assert.True(freshNone.Values(fresh.Parameters[0]).IndexOfAnyExcept(0f) < 0);
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
        Assert.Equal((0, 0.5), (fresh.StepCount(parameter), fresh.Groups[0].Options.InitialAccumulator));
    }

    [Fact]
    public void Tensors_have_the_names_of_PyTorch_and_come_without_state_before_the_first_step()
    {
        using Model<double> model = new(1, new AdamWOptions { Amsgrad = true });
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
    public void All_that_does_not_fit_is_listed_in_one_message_and_nothing_changes()
    {
        using Model<float> old = new(1, new AdamOptions { Amsgrad = true });
        old.Run(0, 3);
        new TrainingState<float>(old.Optimizer) { LossScale = new() }.Save(Path);
        Parameter<float>[] parameters = [new("fc.weight", 7, 5), new("fc.bias", 7), new("other\n", 1), new("late", 3)];
        using Adam<float> optimizer = new(parameters);
        TrainingState<float> state = new(optimizer) { Plateaus = new Dictionary<string, ReduceOnPlateau> { ["p"] = new() }, Step = 5 };
        state.Notes["n"] = "1";

        CheckpointException refusal = Assert.Throws<CheckpointException>(() => state.Load(Path));

        Assert.Equal(
            $@"{Path}: does not fit, and nothing was loaded: "
            + "'fc.weight' is F32 [5, 7] in the checkpoint and F32 [7, 5] here; "
            + @"'other\u000a' is not in the checkpoint; "
            + @"the optimizer has no parameter 'other\u000a' in the checkpoint, but here; "
            + "the optimizer keeps exp_avg, exp_avg_sq, max_exp_avg_sq for group 0 in the checkpoint and exp_avg, exp_avg_sq here; give both the same options; "
            + "the optimizer has no parameter 'scale' here, but in the checkpoint; "
            + "the loss scale is not here, but in the checkpoint; "
            + "the schedule 'p' is not in the checkpoint; "
            + "'scale' is not here, but in the checkpoint",
            refusal.Message);
        Assert.All(parameters, parameter => Assert.True(parameter.Value.IndexOfAnyExcept(0f) < 0));
        Assert.Equal(0, optimizer.StepCount(parameters[1]));
        Assert.Equal(5, state.Step);
        Assert.Equal("1", state.Notes["n"]);
    }

    [Fact]
    public void Without_strictness_what_fits_is_loaded_and_the_rest_reported()
    {
        using Model<float> old = new(1, new AdamOptions { LearningRate = 0.5 });
        old.Run(0, 3);
        new TrainingState<float>(old.Optimizer).Save(Path);
        Parameter<float>[] parameters = [new("fc.weight", 7, 5), new("fc.bias", 7), new("new", 1), new("late", 3)];
        using Adam<float> optimizer = new(parameters);

        LoadReport report = new TrainingState<float>(optimizer).Load(Path, new() { Strict = false });

        Assert.Equal(["fc.bias", "late", "fc.bias.exp_avg", "fc.bias.exp_avg_sq", "late.exp_avg", "late.exp_avg_sq"], report.Loaded);
        Assert.Equal(
            ["'fc.weight' is F32 [5, 7] in the checkpoint and F32 [7, 5] here", "'new' is not in the checkpoint", "'fc.weight.exp_avg' is F32 [5, 7] in the checkpoint and F32 [7, 5] here", "'fc.weight.exp_avg_sq' is F32 [5, 7] in the checkpoint and F32 [7, 5] here", "the optimizer has no parameter 'new' in the checkpoint, but here", "the optimizer has no parameter 'scale' here, but in the checkpoint", "'scale' is not here, but in the checkpoint"],
            report.Misfits);
        Assert.Equal((0, 3, 0, 1), (optimizer.StepCount(parameters[0]), optimizer.StepCount(parameters[1]), optimizer.StepCount(parameters[2]), optimizer.StepCount(parameters[3])));
        Assert.Equal(old.Parameters[1].Value, parameters[1].Value);
        Assert.Equal(old.Optimizer.GetState(old.Parameters[1])["exp_avg"], optimizer.GetState(parameters[1])["exp_avg"]);
        Assert.Equal(0.5, optimizer.Groups[0].LearningRate);
    }

    [Fact]
    public void Another_kind_of_optimizer_another_type_and_other_schedules_do_not_fit()
    {
        using Model<float> old = new(1, new AdamOptions());
        old.Run(0, 1);
        new TrainingState<float>(old.Optimizer) { LossScale = new() { GrowthInterval = 3 }, Plateaus = new Dictionary<string, ReduceOnPlateau> { ["p"] = new(new() { Patience = 3 }) } }.Save(Path);
        using Model<float> adamW = new(1, new AdamWOptions());
        using Model<double> wide = new(1, new AdamOptions());

        Assert.Contains("the optimizer is Adam in the checkpoint and AdamW here", Refusal(new TrainingState<float>(adamW.Optimizer)), StringComparison.Ordinal);
        Assert.Contains("'fc.bias.exp_avg' is F32 [7] in the checkpoint and F64 [7] here", Refusal(new TrainingState<double>(wide.Optimizer)), StringComparison.Ordinal);
        Assert.EndsWith(
            "nothing was loaded: the loss scale has other options in the checkpoint than here: GrowthInterval 3 instead of 2000; the schedule 'p' has other options in the checkpoint than here: Patience 3 instead of 10",
            Refusal(new TrainingState<float>(old.Optimizer) { LossScale = new(), Plateaus = new Dictionary<string, ReduceOnPlateau> { ["p"] = new() } }),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Averages_of_other_kinds_options_and_parameters_do_not_fit()
    {
        Parameter<float>[] parameters = [new("a", 1), new("b", 1)];
        using ExponentialAverage<float> ema = new(parameters, new() { Decay = 0.25 });
        ema.Update();
        using (Checkpoint saved = new TrainingState<float>(parameters) { Averages = new Dictionary<string, WeightAverage<float>> { ["ema"] = ema, ["gone"] = ema } }.Capture())
        {
            SafetensorsFile.Write(Path, saved);
        }

        AssertRefused(new EqualAverage<float>(parameters), "the average 'ema' is ExponentialAverage in the checkpoint and EqualAverage here");
        AssertRefused(new ExponentialAverage<float>(parameters), "the average 'ema' has other options in the checkpoint than here: Decay 0.25 instead of 0.999");
        AssertRefused(new ExponentialAverage<float>(parameters.Take(1), new() { Decay = 0.25 }), "the average 'ema' has no parameter 'b' here, but in the checkpoint");
        AssertRefused(
            new ExponentialAverage<float>([parameters[0], parameters[1], new("c", 1)], new() { Decay = 0.25 }),
            "the average 'ema' has no parameter 'c' in the checkpoint, but here");

        void AssertRefused(WeightAverage<float> average, string misfit)
        {
            using (average)
            {
                TrainingState<float> state = new(parameters) { Averages = new Dictionary<string, WeightAverage<float>> { ["ema"] = average, ["new"] = average } };
                Assert.EndsWith(
                    $"nothing was loaded: {misfit}; the average 'new' is not in the checkpoint; the average 'gone' is not here, but in the checkpoint",
                    Refusal(state),
                    StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Weights_alone_are_saved_and_loaded_without_the_rest()
    {
        using Model<float> old = new(1, new AdamOptions());
        old.Run(0, 3);
        new TrainingState<float>(old.Optimizer).Save(Path);
        using Model<float> fresh = new(2, new SgdOptions());
        TrainingState<float> weights = new(fresh.Parameters);

        Assert.Contains("the Adam optimizer is not here, but in the checkpoint", Refusal(weights), StringComparison.Ordinal);
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
            SafetensorsFile.Write(Path, plain);
        }

        TrainingState<float> state = new([parameter]) { Step = 3 };
        state.Load(Path);

        Assert.Equal([1f, 2f], parameter.Value.ToArray());
        Assert.Equal(3, state.Step);
        Assert.Equal("pt", state.Notes["format"]);
    }

    [Fact]
    public void A_damaged_file_changes_nothing_where_the_hash_is_asked_for()
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

        Assert.Contains("the file was damaged", Assert.Throws<CheckpointException>(() => state.Load(Path, new() { VerifyHash = true })).Message, StringComparison.Ordinal);
        Assert.Equal(before, model.Snapshot());
        state.Load(Path);
        Assert.NotEqual(before, model.Snapshot());
    }

    [Theory]
    [InlineData(MetadataKeys.Format, "eden-checkpoint/2", "eden.format: is 'eden-checkpoint/2'; this version of Eden reads eden-checkpoint/1")]
    [InlineData(MetadataKeys.Step, "-1", "eden.step: is '-1'; it must be a whole number from 0 to 2^53")]
    [InlineData(MetadataKeys.Step, "9007199254740993", "eden.step: is '9007199254740993'")]
    [InlineData(MetadataKeys.LossScale, """{"options":{},"scale":0,"good_steps":0}""", "eden.loss_scale.scale: must be above 0")]
    [InlineData(MetadataKeys.LossScale, """{"options":{"GrowthInterval":4294967297},"scale":1,"good_steps":0}""", "eden.loss_scale.options: GrowthInterval is 4294967297; it must be from 1 to 2147483647.")]
    [InlineData(MetadataKeys.Plateaus, """{"p":{"options":{},"state":{"Multiplier":-1}}}""", "eden.plateaus.p.state: Multiplier is -1; it must be finite and at least 0.")]
    public void Metadata_that_is_not_sound_is_refused_with_its_place_and_nothing_changes(string key, string value, string message)
    {
        using Model<float> model = new(1, new AdamOptions());
        TrainingState<float> state = new(model.Optimizer) { LossScale = new(), Plateaus = new Dictionary<string, ReduceOnPlateau> { ["p"] = new() } };
        using Checkpoint captured = state.Capture();
        using Checkpoint changed = new(captured.Tensors, new Dictionary<string, string>(captured.Metadata) { [key] = value });
        model.Run(0, 1);
        string before = model.Snapshot();

        Assert.Contains(message, Assert.Throws<CheckpointException>(() => state.Load(changed)).Message, StringComparison.Ordinal);
        Assert.Equal(before, model.Snapshot());
    }

    [Fact]
    public void Names_that_clash_are_refused_when_saving()
    {
        Parameter<float>[] parameters = [new("a", 1) { HasGradient = true }, new("a.exp_avg", 1) { HasGradient = true }];
        using Adam<float> optimizer = new(parameters);
        optimizer.Step();
        TrainingState<float> state = new(optimizer);
        Assert.Contains("Two tensors have the name 'a.exp_avg'. Rename a parameter", Assert.Throws<CheckpointException>(() => state.Save(Path)).Message, StringComparison.Ordinal);

        TrainingState<float> noted = new([parameters[0]]);
        noted.Notes["eden.mine"] = "";
        Assert.Contains("the note 'eden.mine' begins with 'eden.'", Assert.Throws<CheckpointException>(() => noted.Save(Path)).Message, StringComparison.Ordinal);
        Assert.Empty(_folder.Names);
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
