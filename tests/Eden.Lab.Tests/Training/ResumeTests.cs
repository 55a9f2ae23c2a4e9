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
        Assert.Equal($"--resume goes on with a file that 'eden train' saved; {path}: is no checkpoint of a training", Refusal(path));
    }

    [Fact]
    public void A_file_of_PyTorch_is_called_one()
    {
        string path = Repository.PathTo("tests", "golden-checkpoints", "mlp-digits-nadam-f64.pt");
        Assert.Equal($"--resume goes on with a file that 'eden train' saved; {path}: is a PyTorch file", Refusal(path));
    }

    [Fact]
    public void A_file_that_is_no_checkpoint_at_all_is_refused()
    {
        string path = _folder.Write("text.txt", "x");
        Assert.Equal($"--resume goes on with a file that 'eden train' saved; {path}: has 1 bytes, fewer than a safetensors file begins with; is it one?", Refusal(path));
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
        Assert.StartsWith("the data have changed since the checkpoint was written: ", Refusal(path), StringComparison.Ordinal);
    }

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

    private sealed class StopAfter(long count, CancellationTokenSource source) : ITrainingObserver
    {
        public void OnStart(TrainingStart start)
        {
        }

        public void OnStep(long steps, double loss)
        {
            if (steps == count)
            {
                source.Cancel();
            }
        }

        public void OnEpoch(EpochRecord epoch)
        {
        }
    }
}
