using Eden.Lab.Training;

namespace Eden.Lab.Tests;

public sealed class CheckpointKeeperTests : IDisposable
{
    private static readonly TrainingConfig Config = new() { Epochs = 3 };

    private readonly string _folder = Directory.CreateTempSubdirectory("eden-keeper").FullName;

    private string Folder => Path.Combine(_folder, "later");

    private string File => Path.Combine(Folder, "run.safetensors");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_checkpoint_that_cannot_be_written_is_told_once_and_again_at_the_end()
    {
        List<string> told = [];
        CheckpointKeeper keeper = new(File) { Interval = TimeSpan.Zero, OnFailure = told.Add };

        TrainingResult result = Trainer.RunSaved(Config, keeper, null, TestContext.Current.CancellationToken);

        string message = $"{File}: cannot be written: there is no directory '{Folder}'; make it, or give another file";
        Assert.Equal([message, message], told);
        Assert.Equal(message, keeper.Failure);
        Assert.Equal((TrainingOutcome.Completed, 3), (result.Outcome, result.Epochs.Count));
    }

    [Fact]
    public void One_that_can_be_written_later_is_whole()
    {
        List<string> told = [];
        CheckpointKeeper keeper = new(File)
        {
            Interval = TimeSpan.Zero,
            OnFailure = message =>
            {
                told.Add(message);
                Directory.CreateDirectory(Folder);
            },
        };

        TrainingResult result = Trainer.RunSaved(Config, keeper, null, TestContext.Current.CancellationToken);

        Assert.Single(told);
        Assert.Null(keeper.Failure);
        Assert.Equal(result.Epochs, Trainer.Resume(File, null, null, TestContext.Current.CancellationToken).Epochs);
    }

    [Fact]
    public void Where_nobody_is_told_the_training_ends() =>
        Assert.StartsWith($"{File}: cannot be written: ", Assert.Throws<InputException>(() => Trainer.RunSaved(Config, new CheckpointKeeper(File) { Interval = TimeSpan.Zero }, null, TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
}
