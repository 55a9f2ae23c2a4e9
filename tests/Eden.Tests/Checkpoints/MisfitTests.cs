using Eden.Checkpoints;

namespace Eden.Tests.Checkpoints;

public sealed class MisfitTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Path => _folder.File("run.safetensors");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void All_that_does_not_fit_is_listed_in_one_message_and_nothing_changes()
    {
        using Model<float> old = new(1, new AdamOptions { AmsGrad = true });
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
            + @"parameter 'other\u000a' of the optimizer is here, but not in the checkpoint; "
            + "the optimizer keeps exp_avg, exp_avg_sq, max_exp_avg_sq for group 0 in the checkpoint and exp_avg, exp_avg_sq here; give both the same options; "
            + "parameter 'scale' of the optimizer is in the checkpoint, but not here; "
            + "the loss scale is in the checkpoint, but not here; "
            + "the schedule 'p' is not in the checkpoint; "
            + "'scale' is in the checkpoint, but not here",
            refusal.Message);
        Assert.All(parameters, parameter => Assert.True(parameter.Value.IndexOfAnyExcept(0f) < 0));
        Assert.Equal(0, optimizer.GetStepCount(parameters[1]));
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
            ["'fc.weight' is F32 [5, 7] in the checkpoint and F32 [7, 5] here", "'new' is not in the checkpoint", "'fc.weight.exp_avg' is F32 [5, 7] in the checkpoint and F32 [7, 5] here", "'fc.weight.exp_avg_sq' is F32 [5, 7] in the checkpoint and F32 [7, 5] here", "parameter 'new' of the optimizer is here, but not in the checkpoint", "parameter 'scale' of the optimizer is in the checkpoint, but not here", "'scale' is in the checkpoint, but not here"],
            report.Misfits);
        Assert.Equal((0, 3, 0, 1), (optimizer.GetStepCount(parameters[0]), optimizer.GetStepCount(parameters[1]), optimizer.GetStepCount(parameters[2]), optimizer.GetStepCount(parameters[3])));
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
            SafetensorsFile.Write(Path, saved, cancellation: TestContext.Current.CancellationToken);
        }

        AssertRefused(new EqualAverage<float>(parameters), "the average 'ema' is ExponentialAverage in the checkpoint and EqualAverage here");
        AssertRefused(new ExponentialAverage<float>(parameters), "the average 'ema' has other options in the checkpoint than here: Decay 0.25 instead of 0.999");
        AssertRefused(new ExponentialAverage<float>(parameters.Take(1), new() { Decay = 0.25 }), "parameter 'b' of the average 'ema' is in the checkpoint, but not here");
        AssertRefused(
            new ExponentialAverage<float>([parameters[0], parameters[1], new("c", 1)], new() { Decay = 0.25 }),
            "parameter 'c' of the average 'ema' is here, but not in the checkpoint");

        void AssertRefused(WeightAverage<float> average, string misfit)
        {
            using (average)
            {
                TrainingState<float> state = new(parameters) { Averages = new Dictionary<string, WeightAverage<float>> { ["ema"] = average, ["new"] = average } };
                Assert.EndsWith(
                    $"nothing was loaded: {misfit}; the average 'new' is not in the checkpoint; the average 'gone' is in the checkpoint, but not here",
                    Refusal(state),
                    StringComparison.Ordinal);
            }
        }
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

    [Theory]
    [InlineData("\"LearningRate\":0.001", "\"LearningRate\":1e39", "group 0: LearningRate is 1E+39; in float32 it must be at most 3.4028234663852886E+38.")]
    [InlineData("\"Epsilon\":1E-08", "\"Epsilon\":1e-60", "group 0: Epsilon is 1E-60; in float32 it rounds to 0;")]
    [InlineData("\"loss_scale\":1", "\"loss_scale\":1e-40", "the optimizer: LossScale is 1E-40; in float32 it must be from 1.1754943508222875E-38 to")]
    public void Numbers_that_the_element_type_cannot_hold_are_refused_and_nothing_changes(string text, string other, string message)
    {
        using Model<float> model = new(1, new AdamOptions());
        TrainingState<float> state = new(model.Optimizer);
        using Checkpoint captured = state.Capture();
        string record = captured.Metadata[MetadataKeys.Optimizer];
        Assert.Contains(text, record, StringComparison.Ordinal);
        using Checkpoint changed = new(captured.Tensors, new Dictionary<string, string>(captured.Metadata) { [MetadataKeys.Optimizer] = record.Replace(text, other, StringComparison.Ordinal) });
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

    private string Refusal<T>(TrainingState<T> state)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T> => Assert.Throws<CheckpointException>(() => state.Load(Path)).Message;
}
