using Eden.Checkpoints;

namespace Eden.Tests.Checkpoints;

public sealed class CheckpointFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Parameter<float> _parameter = new("a", 1);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_last_and_the_best_are_kept()
    {
        CheckpointFolder folder = new(_folder.File("run")) { KeepLast = 2, KeepBest = 1 };
        Assert.Null(folder.FindLatest());
        Assert.Null(folder.FindBest());
        double[] losses = [3, 1, 2, 1, double.NaN, 5];
        for (int step = 0; step < losses.Length; step++)
        {
            Assert.Equal(Save(folder, step * 10, losses[step]), folder.FindLatest());
        }

        Assert.Equal(["step-0000000000000010.safetensors", "step-0000000000000040.safetensors", "step-0000000000000050.safetensors"], NamesIn("run"));
        Assert.EndsWith("010.safetensors", folder.FindBest(), StringComparison.Ordinal);
        Assert.EndsWith("050.safetensors", folder.FindLatest(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_best_can_be_the_largest_and_none_without_a_value()
    {
        CheckpointFolder folder = new(_folder.Path) { KeepLast = 1, KeepBest = 2, Mode = PlateauMode.Maximize };
        foreach ((long step, double? value) in (ReadOnlySpan<(long, double?)>)[(1, 0.1), (2, 0.3), (3, null), (4, 0.2), (5, double.PositiveInfinity)])
        {
            Save(folder, step, value);
        }

        Assert.Equal(["step-0000000000000002.safetensors", "step-0000000000000004.safetensors", "step-0000000000000005.safetensors"], _folder.Names);
        Assert.EndsWith("002.safetensors", folder.FindBest(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_went_back_keeps_what_it_saves()
    {
        CheckpointFolder folder = new(_folder.Path) { KeepLast = 1, KeepBest = 0 };
        Save(folder, 100, null);
        string saved = Save(folder, 50, null);
        Assert.True(File.Exists(saved));
        Assert.Equal(2, _folder.Names.Length);
        Save(folder, 60, null);
        Assert.Equal(["step-0000000000000060.safetensors", "step-0000000000000100.safetensors"], _folder.Names);
    }

    [Fact]
    public void What_is_no_checkpoint_is_left_alone()
    {
        CheckpointFolder folder = new(_folder.Path) { KeepLast = 1, KeepBest = 0 };
        foreach (string name in (string[])["step-0000000000000099.safetensors", "step-x.safetensors", "mine.safetensors", "notes.txt"])
        {
            File.WriteAllText(_folder.File(name), "no checkpoint");
        }

        Save(folder, 1, null);
        Save(folder, 2, null);

        Assert.Equal(["mine.safetensors", "notes.txt", "step-0000000000000002.safetensors", "step-0000000000000099.safetensors", "step-x.safetensors"], _folder.Names);
        Assert.EndsWith("002.safetensors", folder.FindLatest(), StringComparison.Ordinal);
    }

    private string Save(CheckpointFolder folder, long step, double? value) => folder.Save(new TrainingState<float>([_parameter]) { Step = step }, value);

    private string[] NamesIn(string name) => [.. Directory.EnumerateFiles(_folder.File(name)).Select(Path.GetFileName).Order(StringComparer.Ordinal)!];
}
