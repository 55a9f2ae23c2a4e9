using Eden.Lab.PyTorch;
using Eden.Lab.Recordings;

namespace Eden.Lab.Tests.PyTorch;

public sealed class ScheduleTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sixteen_schedules_are_one_of_each_kind_in_one_document_and_plateaus_follow()
    {
        List<Recording> recordings = await RecordAsync(16, 2, seed: 3);

        SchedulesRecording schedules = Assert.IsType<SchedulesRecording>(recordings[0]);
        Assert.Equal(16, schedules.Schedules.Select(schedule => schedule.Type).Distinct().Count());
        Assert.Equal(2, recordings.Skip(1).Count(recording => recording is PlateauRecording));
        Assert.Equal(3, recordings.Count);
    }

    [Fact]
    public async Task Every_scheduler_that_PyTorch_has_is_recorded()
    {
        // LambdaLR and MultiplicativeLR take functions; InverseSquareRoot is another LambdaLR.
        string[] known = [.. ((SchedulesRecording)(await RecordAsync(16, 0, seed: 1))[0]).Schedules.Select(schedule => schedule.Type), "ReduceLROnPlateau"];

        string[] types = await LivePyTorch.PrintAsync(
            "import torch.optim.lr_scheduler as s, torch.optim.swa_utils as w; "
            + "base = getattr(s, 'LRScheduler', None) or s._LRScheduler; "
            + "print('\\n'.join(n for m in (s, w) for n, t in vars(m).items() if isinstance(t, type) and t is not base and not n.startswith('_') "
            + "and (issubclass(t, base) or n == 'ReduceLROnPlateau') and n != 'LRScheduler'))");

        Assert.Contains("SWALR", types);
        Assert.Empty(types.Except(known));
    }

    [Fact]
    public async Task Every_optimizer_of_the_family_that_PyTorch_has_is_in_the_table()
    {
        string[] others = ["ASGD", "Adadelta", "LBFGS", "Rprop", "SparseAdam", "Optimizer", "Adafactor", "Muon"];

        string[] types = await LivePyTorch.PrintAsync("import torch.optim as o; print('\\n'.join(n for n, t in vars(o).items() if isinstance(t, type)))");

        Assert.All(types.Except(others), name => Assert.NotNull(OptimizerRegistry.FindRecorded(name)));
    }

    [Fact]
    public async Task Numbers_of_cases_out_of_range_are_refused()
    {
        PyTorchRecorder recorder = await LivePyTorch.FindAsync();

        Assert.Throws<ArgumentOutOfRangeException>("schedules", () => recorder.RecordSchedulesAsync(0, 0, 1, Token));
        Assert.Throws<ArgumentOutOfRangeException>("plateaus", () => recorder.RecordSchedulesAsync(1, -1, 1, Token));
    }

    private static async Task<List<Recording>> RecordAsync(int schedules, int plateaus, ulong seed)
    {
        PyTorchRecorder recorder = await LivePyTorch.FindAsync();
        return await recorder.RecordSchedulesAsync(schedules, plateaus, seed, Token)
            .Select(document => RecordingFile.Parse(new MemoryStream(document.ToArray()), "recorded", Token))
            .ToListAsync(Token);
    }
}
