using Eden.Checkpoints;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using TorchParameter = TorchSharp.Modules.Parameter;

namespace Eden.Torch.Tests.Files;

/// <summary>Whole trainings as files: of Eden's optimizers and of TorchSharp's own.</summary>
public sealed class TorchTrainingStateTests : IDisposable
{
    private readonly TrainingFile _files = new();

    [Theory]
    [MemberData(nameof(ArgumentCase.Names), MemberType = typeof(ArgumentCase))]
    public void A_training_goes_on_with_the_same_bits(string name, ScalarType type)
    {
        GoesOn(ArgumentCase.Of(name).Eden, type, (state, file) => state.Save(file), (state, file) => state.Load(file));

        // TorchSharp's NAdam multiplies its momenta up, and a load computes their product.
        if (name != "NAdam" && ArgumentCase.Of(name).TorchSharp is Func<TorchParameter[], OptimizerHelper> torchSharp)
        {
            GoesOn(torchSharp, type, (state, file) => state.Save(file), (state, file) => state.Load(file));
        }
    }

    [Theory]
    [MemberData(nameof(ArgumentCase.Names), MemberType = typeof(ArgumentCase))]
    public void A_training_goes_on_through_a_pt_file(string name, ScalarType type)
    {
        if (name.StartsWith("Fused", StringComparison.Ordinal))
        {
            return;
        }

        GoesOn(ArgumentCase.Of(name).Eden, type, (state, file) => state.SavePyTorch(file), (state, file) => state.LoadPyTorch(file));
    }

    [Theory]
    [MemberData(nameof(ArgumentCase.Names), MemberType = typeof(ArgumentCase))]
    public void A_training_of_TorchSharps_goes_on_with_Eden(string name, ScalarType type)
    {
        if (ArgumentCase.Of(name).TorchSharp is not Func<TorchParameter[], OptimizerHelper> torchSharp)
        {
            return;
        }

        Sequential theirs = TrainingFile.Make(1, type), ours = TrainingFile.Make(2, type);
        using OptimizerHelper first = torchSharp(TrainingFile.Parameters(theirs)), second = ArgumentCase.Of(name).Eden(TrainingFile.Parameters(ours));
        TrainingFile.Step(theirs, first, 1);
        TrainingFile.Step(theirs, first, 2);
        new TorchTrainingState(theirs, first).Save(_files["theirs"]);
        new TorchTrainingState(ours, second).Load(_files["theirs"]);
        TrainingFile.Step(theirs, first, 3);
        TrainingFile.Step(ours, second, 3);
        Assert.All(theirs.parameters().Zip(ours.parameters()), pair => Assert.True(pair.First.allclose(pair.Second, 1e-5, 1e-7)));
    }

    [Fact]
    public void Step_notes_loss_scale_plateau_and_gradient_options_come_back()
    {
        Sequential model = TrainingFile.Make(1);
        using AdamW optimizer = new(model.named_parameters());
        optimizer.Fused.Gradients = new() { MaxNorm = 0.5, NonFinite = NonFiniteGradients.SkipStep };
        TorchTrainingState state = Extended();
        state.Step = 7;
        state.Notes["epoch"] = "3";
        state.LossScale!.Scale = 4;
        state.Plateaus["loss"].Report(1);
        state.Plateaus["loss"].Report(2);
        state.Save(_files["all"]);
        optimizer.Fused.Gradients = new();
        TorchTrainingState loaded = Extended();
        LoadReport report = loaded.Load(_files["all"]);
        Assert.Equal((7, "3", 4), (loaded.Step, loaded.Notes["epoch"], loaded.LossScale!.Scale));
        Assert.Equal(state.Plateaus["loss"].State, loaded.Plateaus["loss"].State);
        Assert.Equal((0.5, NonFiniteGradients.SkipStep), (optimizer.Fused.Gradients.MaxNorm, optimizer.Fused.Gradients.NonFinite));
        Assert.Equal(["gradients: MaxNorm 0.5 instead of none, NonFinite SkipStep instead of Propagate"], report.ChangedOptions);

        TorchTrainingState Extended() => new(model, optimizer) { LossScale = new(), Plateaus = new Dictionary<string, ReduceOnPlateau> { ["loss"] = new(new()) } };
    }

    [Theory]
    [InlineData("StepLR")]
    [InlineData("OneCycleLR")]
    [InlineData("CosineAnnealingLR")]
    [InlineData("MultiplicativeLR")]
    public void Schedulers_go_on(string name)
    {
        Sequential expected = TrainingFile.Make(1), actual = TrainingFile.Make(2);
        using AdamW first = new(expected.parameters(), lr: 0.1), second = new(actual.parameters(), lr: 0.1);
        optim.lr_scheduler.LRScheduler one = Scheduler(first);
        for (int step = 1; step <= 5; step++)
        {
            TrainingFile.Step(expected, first, step);
            one.step();
        }

        new TorchTrainingState(expected, first) { Step = 5 }.Save(_files["scheduled"]);
        optim.lr_scheduler.LRScheduler two = Scheduler(second);
        new TorchTrainingState(actual, second) { Schedulers = [two] }.Load(_files["scheduled"]);
        for (int step = 6; step <= 9; step++)
        {
            Assert.Equal(first.ParamGroups.Single().LearningRate, second.ParamGroups.Single().LearningRate, 1e-15);
            TrainingFile.Step(expected, first, step);
            TrainingFile.Step(actual, second, step);
            one.step();
            two.step();
        }

        Assert.All(expected.parameters().Zip(actual.parameters()), pair => Assert.True(pair.First.allclose(pair.Second, 1e-6, 1e-7)));

        optim.lr_scheduler.LRScheduler Scheduler(AdamW optimizer) => name switch
        {
            "StepLR" => optim.lr_scheduler.StepLR(optimizer, 2, 0.5),
            "OneCycleLR" => optim.lr_scheduler.OneCycleLR(optimizer, 0.1, total_steps: 20),
            "CosineAnnealingLR" => optim.lr_scheduler.CosineAnnealingLR(optimizer, 10),
            _ => optim.lr_scheduler.MultiplicativeLR(optimizer, _ => 0.9),
        };
    }

    [Fact]
    public void Groups_take_the_options_of_the_file()
    {
        Sequential model = TrainingFile.Make(1), other = TrainingFile.Make(2);
        using AdamW saved = Grouped(model, 0.1, 0.2), loaded = Grouped(other, 0.3, 0.4);
        saved.ParamGroups.First().LearningRate = 0.05;
        new TorchTrainingState(model, saved).Save(_files["groups"]);
        LoadReport report = new TorchTrainingState(other, loaded).Load(_files["groups"]);
        Assert.Equal([(0.05, 0.1), (0.2, 0.2)], loaded.ParamGroups.Select(group => (group.LearningRate, group.InitialLearningRate)));
        Assert.Equal(["group 0: LearningRate 0.1 instead of 0.3", "group 1: LearningRate 0.2 instead of 0.4"], report.ChangedOptions);

        static AdamW Grouped(Sequential model, double one, double two)
        {
            TorchParameter[] all = TrainingFile.Parameters(model);
            return new([new AdamW.ParamGroup(all[..2], one), new AdamW.ParamGroup(all[2..], two)]);
        }
    }

    [Fact]
    public void A_tied_weight_is_kept_once()
    {
        Sequential model = Tied(1), other = Tied(2);
        using AdamW first = new(model.parameters()), second = new(other.parameters());
        TrainingFile.Step(model, first, 1);
        new TorchTrainingState(model, first).Save(_files["tied"]);
        using (Checkpoint checkpoint = SafetensorsFile.Open(_files["tied"]))
        {
            Assert.Equal(["0.weight", "0.weight.exp_avg", "0.weight.exp_avg_sq", "1.weight"], checkpoint.Tensors.Select(tensor => tensor.Name).Order());
        }

        new TorchTrainingState(other, second).Load(_files["tied"]);
        TrainingFile.Step(model, first, 2);
        TrainingFile.Step(other, second, 2);
        Assert.Equal(TrainingFile.Values(model), TrainingFile.Values(other));

        static Sequential Tied(int seed)
        {
            random.manual_seed(seed);
            Linear one = Linear(3, 3, hasBias: false), two = Linear(3, 3, hasBias: false);
            two.weight = one.weight;
            return Sequential(one, two);
        }
    }

    [Fact]
    public void What_does_not_fit_changes_nothing_and_is_listed()
    {
        Sequential model = TrainingFile.Make(1);
        using AdamW optimizer = new(model.parameters());
        TrainingFile.Step(model, optimizer, 1);
        new TorchTrainingState(model, optimizer).Save(_files["run"]);
        Sequential wider = Sequential(("first", Linear(5, 3)), ("norm", BatchNorm1d(3)), ("third", Linear(3, 2)));
        using AdamW others = new(wider.parameters(), amsgrad: true);
        Dictionary<string, double[]> before = TrainingFile.Values(wider);
        string message = Assert.Throws<CheckpointException>(() => new TorchTrainingState(wider, others).Load(_files["run"])).Message;
        Assert.Contains("'first.weight' is F32 [3, 4] in the checkpoint and F32 [3, 5] here", message, StringComparison.Ordinal);
        Assert.Contains("'third.bias' is not in the checkpoint", message, StringComparison.Ordinal);
        Assert.Contains("'second.weight' is in the checkpoint, but not here", message, StringComparison.Ordinal);
        Assert.Contains("exp_avg, exp_avg_sq for group 0 in the checkpoint and exp_avg, exp_avg_sq, max_exp_avg_sq here", message, StringComparison.Ordinal);
        Assert.Equal(before, TrainingFile.Values(wider));
        LoadReport report = new TorchTrainingState(wider).Load(_files["run"], new() { Strict = false, WeightsOnly = true });
        Assert.Equal(["first.bias", "norm.bias", "norm.num_batches_tracked", "norm.running_mean", "norm.running_var", "norm.weight"], report.Loaded.Order());
    }

    [Fact]
    public void A_damaged_or_truncated_file_changes_nothing()
    {
        Sequential model = TrainingFile.Make(1);
        using AdamW optimizer = new(model.parameters());
        TorchTrainingState state = new(model, optimizer);
        state.Save(_files["run"]);
        state.SavePyTorch(_files["run.pt"]);
        Dictionary<string, double[]> before = TrainingFile.Values(model);
        byte[] whole = File.ReadAllBytes(_files["run"]), pyTorch = File.ReadAllBytes(_files["run.pt"]);
        for (int length = 0; length < whole.Length; length += 97)
        {
            File.WriteAllBytes(_files["cut"], whole[..length]);
            Assert.DoesNotContain('\n', Assert.Throws<CheckpointException>(() => state.Load(_files["cut"])).Message);
            File.WriteAllBytes(_files["cut.pt"], pyTorch[..Math.Min(length, pyTorch.Length - 1)]);
            Assert.DoesNotContain('\n', Assert.Throws<CheckpointException>(() => state.LoadPyTorch(_files["cut.pt"])).Message);
        }

        whole[^1] ^= 1;
        File.WriteAllBytes(_files["cut"], whole);
        Assert.Contains("SHA-256", Assert.Throws<CheckpointException>(() => state.Load(_files["cut"])).Message, StringComparison.Ordinal);
        Assert.Equal(before, TrainingFile.Values(model));
    }

    [Fact]
    public void Options_that_TorchSharps_class_cannot_keep_are_refused()
    {
        Sequential model = TrainingFile.Make(1);
        using FusedOptimizer fused = new(model.parameters(), new AdamWOptions { Cautious = true });
        new TorchTrainingState(model, fused).Save(_files["cautious"]);
        using AdamW plain = new(model.parameters());
        Assert.Contains("TorchSharp's AdamW cannot keep Cautious true instead of false; use a FusedOptimizer", Assert.Throws<CheckpointException>(() => new TorchTrainingState(model, plain).Load(_files["cautious"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_element_type_comes_back()
    {
        ScalarType[] types = [ScalarType.Float64, ScalarType.Float32, ScalarType.Float16, ScalarType.BFloat16, ScalarType.Int64, ScalarType.Int32, ScalarType.Int16, ScalarType.Int8, ScalarType.Byte, ScalarType.Bool];
        Holder saved = new([.. types.Select(type => Model.Numbers([2, 3], ScalarType.Float32, 1).mul(3).to(type).t())]), loaded = new([.. types.Select(type => zeros(3, 2, type))]);
        new TorchTrainingState(saved).Save(_files["types"]);
        new TorchTrainingState(loaded).Load(_files["types"]);
        Assert.Equal(TrainingFile.Values(saved), TrainingFile.Values(loaded));
        Assert.Contains("'0' is a tensor of ComplexFloat32", Assert.Throws<CheckpointException>(() => new TorchTrainingState(new Holder([zeros(1, ScalarType.ComplexFloat32)])).Save(_files["complex"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_saved_is_refused_by_name()
    {
        Sequential model = TrainingFile.Make(1);
        using AdamW strangers = new(Model.Parameters()), moved = new(model.parameters());
        Assert.Contains("Parameter 0 of group 0", Assert.Throws<InvalidOperationException>(() => new TorchTrainingState(model, strangers).Save(_files["x"])).Message, StringComparison.Ordinal);
        model.to(ScalarType.Float64);
        Assert.Throws<InvalidOperationException>(() => new TorchTrainingState(model, moved).Save(_files["x"]));
        Assert.Contains("ASGD", Assert.Throws<NotSupportedException>(() => new TorchTrainingState(model, optim.ASGD(model.parameters()))).Message, StringComparison.Ordinal);
        Assert.Contains("ReduceOnPlateau", Assert.Throws<ArgumentException>(() => new TorchTrainingState(model) { Schedulers = [optim.lr_scheduler.ReduceLROnPlateau(moved)] }).Message, StringComparison.Ordinal);
        Assert.Throws<CheckpointException>(() => new TorchTrainingState(model).Save(Path.Combine(_files["no"], "x")));
        using FusedOptimizer lion = new(model.parameters(), new LionOptions());
        Assert.Contains("PyTorch has no Lion", Assert.Throws<CheckpointException>(() => new TorchTrainingState(model, lion).SavePyTorch(_files["x"])).Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_files["x"]));
    }

    [Fact]
    public void A_training_at_its_evaluation_point_is_neither_saved_nor_loaded()
    {
        Sequential model = TrainingFile.Make(1);
        using FusedOptimizer optimizer = new(model.parameters(), new ScheduleFreeAdamWOptions());
        TrainingFile.Step(model, optimizer, 1);
        TorchTrainingState state = new(model, optimizer);
        state.Save(_files["run"]);
        using (optimizer.Evaluate())
        {
            Assert.Throws<InvalidOperationException>(() => state.Save(_files["away"]));
            Assert.Throws<InvalidOperationException>(() => state.Load(_files["run"]));
            new TorchTrainingState(model).Save(_files["weights"]);
        }

        state.Load(_files["run"]);
    }

    [Fact]
    public void The_file_is_that_of_Eden_itself()
    {
        Sequential model = Sequential(("fc", Linear(4, 3)));
        using AdamW optimizer = new(model.parameters());
        TrainingFile.Step(model, optimizer, 1);
        new TorchTrainingState(model, optimizer) { Step = 1 }.Save(_files["fc"]);
        Parameter<float> weight = new("fc.weight", 3, 4), bias = new("fc.bias", 3);
        using AdamW<float> eden = new([weight, bias]);
        TrainingState<float> state = new(eden);
        state.Load(_files["fc"]);
        Assert.Equal(1, eden.GetStepCount(weight));
        Assert.Equal(Model.Values(model.get_parameter("fc.weight")!), weight.Value.ToArray().Select(value => (double)value));
        state.Save(_files["back"]);
        new TorchTrainingState(model, optimizer).Load(_files["back"]);
    }

    public void Dispose() => _files.Dispose();

    private void GoesOn(Func<TorchParameter[], OptimizerHelper> make, ScalarType type, Action<TorchTrainingState, string> save, Action<TorchTrainingState, string> load)
    {
        Sequential expected = TrainingFile.Make(1, type), actual = TrainingFile.Make(2, type);
        using OptimizerHelper first = make(TrainingFile.Parameters(expected)), second = make(TrainingFile.Parameters(actual));
        TrainingFile.Step(expected, first, 1);
        TrainingFile.Step(expected, first, 2);
        TrainingFile.Step(actual, second, 8);
        save(new(expected, first) { Step = 2 }, _files["run"]);
        TorchTrainingState state = new(actual, second);
        using (NewDisposeScope())
        {
            load(state, _files["run"]);
        }

        Assert.Equal(2, state.Step);
        for (int step = 3; step <= 5; step++)
        {
            TrainingFile.Step(expected, first, step);
            TrainingFile.Step(actual, second, step);
        }

        Assert.Equal(TrainingFile.Values(expected), TrainingFile.Values(actual));
    }

    private sealed class Holder : Module
    {
        public Holder(Tensor[] tensors)
            : base(nameof(Holder))
        {
            for (int i = 0; i < tensors.Length; i++)
            {
                register_buffer(i.ToString(System.Globalization.CultureInfo.InvariantCulture), tensors[i]);
            }
        }
    }
}
