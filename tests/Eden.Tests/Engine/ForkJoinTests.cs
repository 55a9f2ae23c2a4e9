using Eden.Kernels;

namespace Eden.Tests.Engine;

public sealed class ForkJoinTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(16)]
    public void Every_share_is_done_once_in_each_run(int shares)
    {
        int[] done = new int[shares];
        ForkJoin forkJoin = new(shares);
        for (int run = 1; run <= 20_000; run++)
        {
            forkJoin.Run(share => Interlocked.Increment(ref done[share]));
            Assert.All(done, count => Assert.Equal(run, count));
        }
    }

    [Fact]
    public async Task A_busy_pool_does_not_hold_up_a_run()
    {
        using ManualResetEventSlim release = new();
        ThreadPool.GetMinThreads(out int minimum, out _);
        Task[] blockers = [.. Enumerable.Range(0, minimum + 2).Select(_ => Task.Run(() => release.Wait(TestContext.Current.CancellationToken)))];
        try
        {
            int[] done = new int[4];
            Thread caller = new(() => new ForkJoin(4).Run(share => Interlocked.Increment(ref done[share])));
            caller.Start();
            Assert.True(caller.Join(TimeSpan.FromSeconds(30)));
            Assert.All(done, count => Assert.Equal(1, count));
        }
        finally
        {
            release.Set();
            await Task.WhenAll(blockers);
        }
    }
}
