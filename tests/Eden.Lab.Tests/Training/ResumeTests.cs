using Eden.Checkpoints;
using Eden.Lab.Data;
using Eden.Lab.Models;
using Eden.Lab.Recordings;
using Eden.Lab.Training;
using Eden.Testing;

namespace Eden.Lab.Tests;

public sealed class ResumeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Optimizers => [.. OptimizerCatalog.All.Select(entry => entry.Name)];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void A_training_that_was_stopped_ends_with_the_same_bits_as_one_left_alone(string optimizer) =>
        AssertGoesOn(new TrainingConfig
        {
            Epochs = 3,
            Optimizer = new OptimizerConfig { Name = optimizer },
            Schedule = new ScheduleConfig { Name = "cosine", Settings = new Dictionary<string, double> { ["warmup"] = 0.2 } },
            Model = new ModelConfig { Hidden = [16], Activation = Activation.Gelu, Dropout = 0.2 },
        });

    [Fact]
    public void Early_stop_and_plateau_remember_what_they_saw() =>
        AssertGoesOn(new TrainingConfig
        {
            Epochs = 100,
            EarlyStop = 4,
            ElementType = ElementType.Bits64,
            Data = new DataConfig { ValidationShare = 0.2 },
            Optimizer = new OptimizerConfig().With("lr", 0.1),
            Schedule = new ScheduleConfig { Name = "plateau", Settings = new Dictionary<string, double> { ["patience"] = 1 } },
        });

    [Fact]
    public void Cycled_momentum_goes_on_too() =>
        AssertGoesOn(new TrainingConfig { Epochs = 3, Schedule = new ScheduleConfig { Name = "one-cycle", Settings = new Dictionary<string, double> { ["cycle-momentum"] = 1 } } });

    [Theory]
    [InlineData("constant", 0)]
    [InlineData("step", 100)]
    [InlineData("exponential", 0)]
    [InlineData("plateau", 0)]
    public void A_longer_training_is_the_one_that_was_started_so_where_the_schedule_does_not_depend_on_the_length(string schedule, int period)
    {
        TrainingConfig config = new()
        {
            Epochs = 6,
            EarlyStop = 50,
            Data = new DataConfig { ValidationShare = 0.2 },
            Optimizer = new OptimizerConfig().With("lr", 0.05),
            Schedule = new ScheduleConfig { Name = schedule, Settings = period > 0 ? new Dictionary<string, double> { ["period"] = period } : [] },
            Model = new ModelConfig { Hidden = [16], Dropout = 0.2 },
        };
        string whole = _folder.PathTo("whole.safetensors");
        TrainingResult expected = Trainer.RunSaved(config, new CheckpointKeeper(whole), null, TestContext.Current.CancellationToken);

        // Finished earlier and extended; stopped in the middle and extended; stopped in the middle and made shorter.
        string finished = _folder.PathTo("finished.safetensors");
        _ = Trainer.RunSaved(config with { Epochs = 2 }, new CheckpointKeeper(finished), null, TestContext.Current.CancellationToken);
        foreach ((string path, int epochs) in new[] { (finished, 2), (_folder.PathTo("stopped.safetensors"), 3), (_folder.PathTo("longer.safetensors"), 9) })
        {
            if (path != finished)
            {
                using CancellationTokenSource source = new();
                Assert.Throws<OperationCanceledException>(() => Trainer.RunSaved(config with { Epochs = epochs }, new CheckpointKeeper(path), new StopAfter(30, source), source.Token));
            }

            StopAfter watch = new(-1, null);
            TrainingResult actual = Trainer.Extend(path, 6, new CheckpointKeeper(path), watch, TestContext.Current.CancellationToken);
            Assert.Equal(expected.Epochs, actual.Epochs);
            Assert.Equal((expected.Outcome, expected.Steps, 6, null, null), (actual.Outcome, actual.Steps, actual.Config.Epochs, actual.EarlierPlans, watch.PlanChange));
            Assert.Equal(File.ReadAllBytes(whole), File.ReadAllBytes(path));
        }
    }

    [Fact]
    public void A_longer_training_says_what_its_schedule_changes_and_the_result_keeps_it()
    {
        string path = _folder.PathTo("run.safetensors");
        TrainingConfig config = new() { Epochs = 2, Schedule = new ScheduleConfig { Name = "cosine" } };
        TrainingResult before = Trainer.RunSaved(config, new CheckpointKeeper(path), null, TestContext.Current.CancellationToken);
        StopAfter watch = new(-1, null);
        TrainingResult after = Trainer.Extend(path, 4, new CheckpointKeeper(path), watch, TestContext.Current.CancellationToken);
        Assert.Equal("the schedule cosine now spans 4 epochs instead of 2: the learning rate at epoch 3 is 0.0005 instead of 0; the epochs before keep their rates, so the result is not that of 4 epochs from the start", watch.PlanChange);
        Assert.Equal(before.Epochs, after.Epochs.Take(2));
        Assert.Equal(Schedule.Cosine(4 * 23).At((4 * 23) - 1), after.Epochs[3].Multiplier);
        Assert.Equal([new EarlierPlan(2, 46)], after.EarlierPlans!);
        Assert.Equal([new EarlierPlan(2, 46)], Trainer.Resume(path, null, null, TestContext.Current.CancellationToken).EarlierPlans!);
    }

    [Fact]
    public void A_training_shortened_to_where_it_is_speaks_of_no_epoch_to_come()
    {
        string path = _folder.PathTo("run.safetensors");
        using CancellationTokenSource source = new();
        TrainingConfig config = new() { Epochs = 9, Schedule = new ScheduleConfig { Name = "cosine" } };
        Assert.Throws<OperationCanceledException>(() => Trainer.RunSaved(config, new CheckpointKeeper(path), new StopAfter(2 * 23, source), source.Token));
        StopAfter watch = new(-1, null);
        TrainingResult result = Trainer.Extend(path, 2, new CheckpointKeeper(path), watch, TestContext.Current.CancellationToken);
        Assert.Equal((TrainingOutcome.Completed, 2, 46L), (result.Outcome, result.Epochs.Count, result.Steps));
        Assert.Equal("the schedule cosine now spans 2 epochs instead of 9; the epochs before keep their rates, so the result is not that of 2 epochs from the start", watch.PlanChange);
    }

    [Fact]
    public void A_warm_up_that_is_a_share_is_named()
    {
        string path = _folder.PathTo("run.safetensors");
        TrainingConfig config = new() { Epochs = 2, Schedule = new ScheduleConfig { Settings = new Dictionary<string, double> { ["warmup"] = 0.1 } } };
        _ = Trainer.RunSaved(config, new CheckpointKeeper(path), null, TestContext.Current.CancellationToken);
        StopAfter watch = new(-1, null);
        _ = Trainer.Extend(path, 4, new CheckpointKeeper(path), watch, TestContext.Current.CancellationToken);
        Assert.Equal("the schedule constant with its warm-up now spans 4 epochs instead of 2; the epochs before keep their rates, so the result is not that of 4 epochs from the start", watch.PlanChange);
    }

    [Fact]
    public void A_schedule_that_has_not_begun_to_differ_changes_only_what_is_to_come()
    {
        TrainingConfig config = new() { Epochs = 10, Schedule = new ScheduleConfig { Name = "wsd", Settings = new Dictionary<string, double> { ["decay-length"] = 46 } } };
        string whole = _folder.PathTo("whole.safetensors");
        _ = Trainer.RunSaved(config with { Epochs = 4 }, new CheckpointKeeper(whole), null, TestContext.Current.CancellationToken);
        string path = _folder.PathTo("run.safetensors");
        using CancellationTokenSource source = new();
        Assert.Throws<OperationCanceledException>(() => Trainer.RunSaved(config, new CheckpointKeeper(path), new StopAfter(40, source), source.Token));
        StopAfter watch = new(-1, null);
        TrainingResult result = Trainer.Extend(path, 4, new CheckpointKeeper(path), watch, TestContext.Current.CancellationToken);
        Assert.Equal("the schedule wsd now spans 4 epochs instead of 10: the learning rate at epoch 3 is 0.000978 instead of 0.001", watch.PlanChange);
        Assert.Null(result.EarlierPlans);
        Assert.Equal(File.ReadAllBytes(whole), File.ReadAllBytes(path));
    }

    [Fact]
    public void A_number_of_epochs_that_cannot_be_is_refused()
    {
        string path = _folder.PathTo("run.safetensors");
        _ = Trainer.RunSaved(new TrainingConfig { Epochs = 3 }, new CheckpointKeeper(path), null, TestContext.Current.CancellationToken);
        Assert.Equal("--epochs is 2, but the training has finished epoch 3; give at least 3", Refusal(path, 2));

        using CancellationTokenSource source = new();
        Assert.Throws<OperationCanceledException>(() => Trainer.RunSaved(new TrainingConfig { Epochs = 9 }, new CheckpointKeeper(path), new StopAfter(50, source), source.Token));
        Assert.Equal("--epochs is 2, but the training is in epoch 3; give at least 3", Refusal(path, 2));

        _ = Trainer.RunSaved(new TrainingConfig { Epochs = 50, Optimizer = new OptimizerConfig { Name = "sgd" }.With("lr", 1e30) }, new CheckpointKeeper(path), null, TestContext.Current.CancellationToken);
        Assert.Equal("--epochs cannot extend this training: it diverged in epoch 1; start a new one with other options", Refusal(path, 60));

        TrainingResult early = Trainer.RunSaved(new TrainingConfig { Epochs = 200, EarlyStop = 2, Data = new DataConfig { ValidationShare = 0.2 }, Optimizer = new OptimizerConfig().With("lr", 0.1) }, new CheckpointKeeper(path), null, TestContext.Current.CancellationToken);
        Assert.Equal($"--epochs cannot extend this training: it stopped early after {early.Epochs.Count} epochs; start a new one with other options", Refusal(path, 300));
    }

    [Fact]
    public void Early_stop_counts_on_where_a_training_gets_longer()
    {
        TrainingConfig config = new() { Epochs = 200, EarlyStop = 3, Data = new DataConfig { ValidationShare = 0.2 }, Optimizer = new OptimizerConfig().With("lr", 0.1) };
        TrainingResult expected = Runs.Train(config);
        Assert.Equal(TrainingOutcome.StoppedEarly, expected.Outcome);
        string path = _folder.PathTo("run.safetensors");

        // Up to where the count is under way, and to where it ended the longer training.
        foreach (int epochs in new[] { expected.Epochs.Count - 1, expected.Epochs.Count })
        {
            Assert.Equal(TrainingOutcome.Completed, Trainer.RunSaved(config with { Epochs = epochs }, new CheckpointKeeper(path), null, TestContext.Current.CancellationToken).Outcome);
            TrainingResult actual = Trainer.Extend(path, 200, new CheckpointKeeper(path), null, TestContext.Current.CancellationToken);
            Assert.Equal(expected.Epochs, actual.Epochs);
            Assert.Equal(TrainingOutcome.StoppedEarly, actual.Outcome);
        }
    }

    [Fact]
    public void A_finished_training_is_not_trained_further()
    {
        string path = _folder.PathTo("run.safetensors");
        TrainingResult result = Trainer.RunSaved(new TrainingConfig { Epochs = 2 }, new CheckpointKeeper(path), null, TestContext.Current.CancellationToken);
        TrainingResult again = Trainer.Resume(path, null, null, TestContext.Current.CancellationToken);
        Assert.Equal(result.Epochs, again.Epochs);
        Assert.Equal((result.Outcome, result.Steps, 0.0), (again.Outcome, again.Steps, again.SamplesPerSecond));
    }

    [Fact]
    public void A_checkpoint_of_something_else_is_refused()
    {
        string path = _folder.PathTo("weights.safetensors");
        new TrainingState<float>([new Parameter<float>("w", 3)]).Save(path);
        Assert.Equal($"--resume needs a file that 'eden train' saved; {path}: is not a checkpoint of a training", Refusal(path));
    }

    [Theory]
    [InlineData("\"bestLoss\":", "\"best\":", "it has no 'bestLoss'")]
    [InlineData("\"epochs\":[{", "\"epochs\":[null,{", "it has null at 'epochs[0]'; it must be an object")]
    [InlineData("\"epoch\":1,\"lossSum\"", "\"epoch\":7,\"lossSum\"", "it contradicts itself")]
    public void A_note_that_is_damaged_is_refused_in_its_own_words(string old, string spoiled, string expected)
    {
        string path = _folder.PathTo("run.safetensors");
        _ = Trainer.RunSaved(new TrainingConfig { Epochs = 1 }, new CheckpointKeeper(path), null, TestContext.Current.CancellationToken);
        string note;
        using (Checkpoint checkpoint = SafetensorsFile.Open(path))
        {
            note = checkpoint.Metadata[RunState.NoteName];
        }

        Assert.Contains(old, note, StringComparison.Ordinal);
        new TrainingState<float>([new Parameter<float>("w", 3)]) { Notes = { [RunState.NoteName] = note.Replace(old, spoiled, StringComparison.Ordinal) } }.Save(path);
        Assert.Equal($"--resume needs a file that 'eden train' saved; {path}: the note 'training' in it is damaged: {expected}", Refusal(path));
    }

    [Fact]
    public void A_file_of_PyTorch_is_called_one()
    {
        string path = Repository.PathTo("tests", "golden-checkpoints", "mlp-digits-nadam-f64.pt");
        Assert.Equal($"--resume needs a file that 'eden train' saved; {path}: is a PyTorch file", Refusal(path));
    }

    [Fact]
    public void A_file_that_is_no_checkpoint_at_all_is_refused()
    {
        string path = _folder.Write("text.txt", "x");
        Assert.Equal($"--resume needs a file that 'eden train' saved; {path}: has 1 bytes, fewer than a safetensors file begins with; is it one?", Refusal(path));
    }

    [Fact]
    public void A_file_that_is_called_as_PyTorchs_are_is_not_one()
    {
        string path = _folder.Write("junk.bin", "Neither one nor the other.");
        Assert.StartsWith($"--resume needs a file that 'eden train' saved; {path}: begins with a header length of ", Refusal(path), StringComparison.Ordinal);
        string zip = _folder.Write("other.zip", "PK\u0003\u0004");
        Assert.Equal($"--resume needs a file that 'eden train' saved; {zip}: is too short for a zip archive: it is cut short, or no .pt file", Refusal(zip));
    }

    [Fact]
    public void A_damaged_checkpoint_is_refused_before_anything_in_it_is_believed()
    {
        string path = _folder.PathTo("run.safetensors");
        _ = Trainer.RunSaved(new TrainingConfig { Epochs = 1 }, new CheckpointKeeper(path), null, TestContext.Current.CancellationToken);
        byte[] sound = File.ReadAllBytes(path);
        byte[] tensors = [.. sound];
        tensors[^1] ^= 1;
        File.WriteAllBytes(path, tensors);
        Assert.StartsWith($"{path}: eden.sha256: ", Refusal(path), StringComparison.Ordinal);

        byte[] header = [.. sound];
        header[header.AsSpan().IndexOf("\\\"epochs\\\":1"u8) + 12]++;
        File.WriteAllBytes(path, header);
        Assert.StartsWith($"{path}: eden.header_sha256: ", Refusal(path), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_is_named()
    {
        Assert.Contains(_folder.PathTo("none"), Refusal(_folder.PathTo("none")), StringComparison.Ordinal);
    }

    [Fact]
    public void Data_that_have_changed_meanwhile_are_refused()
    {
        string csv = _folder.Write("table.csv", string.Join('\n', Enumerable.Range(0, 20).Select(row => $"{row},{row * row},{row % 2}")));
        string path = _folder.PathTo("run.safetensors");
        _ = Trainer.RunSaved(new TrainingConfig { Epochs = 1, Data = new DataConfig { Source = csv } }, new CheckpointKeeper(path), null, TestContext.Current.CancellationToken);
        File.AppendAllText(csv, "\n5,5,1");
        Assert.Equal("the data have changed since the checkpoint was written: 'table.csv' with 16 samples to train with, 0 to validate, 4 to test, 2 features and 2 classes then, 'table.csv' with 17 samples to train with, 0 to validate, 4 to test, 2 features and 2 classes now", Refusal(path));
    }

    private static string Refusal(string path, int epochs) => Assert.Throws<InputException>(() => Trainer.Extend(path, epochs, null, null, TestContext.Current.CancellationToken)).Message;

    private static string Refusal(string path) => Assert.Throws<InputException>(() => Trainer.Resume(path, null, null, TestContext.Current.CancellationToken)).Message;

    private void AssertGoesOn(TrainingConfig config)
    {
        string whole = _folder.PathTo("whole.safetensors");
        TrainingResult expected = Trainer.RunSaved(config, new CheckpointKeeper(whole), null, TestContext.Current.CancellationToken);

        // Once in the middle of an epoch, once right at the end of one.
        string path = _folder.PathTo("stopped.safetensors");
        using CancellationTokenSource inside = new();
        Assert.Throws<OperationCanceledException>(() => Trainer.RunSaved(config, new CheckpointKeeper(path), new StopAfter(7, inside), inside.Token));
        long perEpoch = expected.Epochs[0].Steps;
        using CancellationTokenSource between = new();
        Assert.Throws<OperationCanceledException>(() => Trainer.Resume(path, new CheckpointKeeper(path), new StopAfter(perEpoch, between), between.Token));
        TrainingResult actual = Trainer.Resume(path, new CheckpointKeeper(path), null, TestContext.Current.CancellationToken);

        Assert.Equal(expected.Epochs, actual.Epochs);
        Assert.Equal((expected.Outcome, expected.Steps), (actual.Outcome, actual.Steps));
        Assert.Equal(File.ReadAllBytes(whole), File.ReadAllBytes(path));
    }

    private sealed class StopAfter(long count, CancellationTokenSource? source) : ITrainingObserver
    {
        public string? PlanChange { get; private set; }

        public void OnStart(TrainingStart start) => PlanChange = start.PlanChange;

        public void OnStep(long steps, double loss)
        {
            if (steps == count)
            {
                source!.Cancel();
            }
        }

        public void OnEpoch(EpochRecord epoch)
        {
        }
    }
}
