using Eden.Lab.Bench;
using Eden.Lab.PyTorch;
using Eden.Lab.Recordings;
using Eden.Lab.Tests.PyTorch;

namespace Eden.Lab.Tests.Bench;

public sealed class StepBenchTests
{
    [Fact]
    public void A_small_configuration_gives_a_row_with_positive_times_for_each_model()
    {
        BenchConfig config = new() { Quick = true, MaxBytes = 2_000_000 };
        BenchResult result = StepBench.Run(config, cancellation: TestContext.Current.CancellationToken);

        Assert.Equal(StepBench.CountModels(config), result.Rows.Count);
        Assert.Equal([1_000, 32_768], result.Rows.Select(row => row.Parameters));
        Assert.All(result.Rows, row => Assert.True(row is { StepSeconds: > 0, RoofSeconds: > 0, Samples: >= 5 }));
    }

    [Fact]
    public void Models_that_do_not_fit_the_memory_are_left_out() =>
        Assert.All(BenchCase.For(new BenchConfig { MaxBytes = 100_000_000 }), item => Assert.InRange(item.Parameters, 1, 100_000_000 / 32));

    [Fact]
    public void The_gpt2_model_has_its_148_tensors_and_124_million_parameters()
    {
        BenchCase gpt2 = BenchCase.For(new BenchConfig { MaxBytes = long.MaxValue }).First(item => item.Name == "GPT-2 small");
        Assert.Equal((148, 124_439_808), (gpt2.Lengths.Count, gpt2.Parameters));
    }

    [Fact]
    public void A_row_derives_its_figures_from_the_medians()
    {
        BenchRow row = new("one tensor", ElementType.Bits32, Threads: 1, Tensors: 1, Parameters: 1000, Samples: 5, StepSeconds: 1e-6, RoofSeconds: 5e-7);
        Assert.Equal(1000, row.PicosecondsPerParameter, 1e-9);
        Assert.Equal(28, row.GigabytesPerSecond, 1e-9);
        Assert.Equal(0.5, row.ShareOfRoof);
    }

    [Fact]
    public async Task PyTorch_is_timed_beside_Eden_where_both_fit()
    {
        PyTorchRecorder pyTorch = await LivePyTorch.FindAsync();
        BenchConfig config = new() { Quick = true, MaxBytes = 150_000 };
        BenchResult result = StepBench.Run(config, pyTorch, cancellation: TestContext.Current.CancellationToken);

        Assert.Equal(pyTorch.TorchVersion, result.PyTorch);
        Assert.All(result.Rows, row => Assert.True(row is { TorchSeconds: > 0, TorchForeachSeconds: > 0 }));
    }

    [Fact]
    public void A_Python_that_ends_is_reported_with_its_last_words()
    {
        using TorchStopwatch stopwatch = new("/bin/false");
        Assert.Throws<InputException>(() => stopwatch.Make(new BenchCase("one tensor", ElementType.Bits32, 1, [1])));
    }

    [Fact]
    public void It_stops_when_asked() =>
        Assert.Throws<OperationCanceledException>(() => StepBench.Run(new BenchConfig { Quick = true, MaxBytes = 2_000_000 }, cancellation: new CancellationToken(canceled: true)));
}
