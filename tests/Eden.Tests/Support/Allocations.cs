namespace Eden.Tests.Support;

internal static class Allocations
{
    private const int Threads = 16;

    /// <summary>Bytes that each of three rounds allocates on the calling thread: the runtime's cache of generic virtual calls may grow in
    /// one of them.</summary>
    public static long InEveryRound(Action round)
    {
        long least = long.MaxValue;
        for (int i = 0; i < 3; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            round();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }

    /// <summary><see cref="InEveryRound"/> while the thread pool starts no thread: where queued work makes it start one, it allocates 136
    /// bytes of its own there.</summary>
    public static long WithStartedPool(Action round)
    {
        ThreadPool.GetMinThreads(out int least, out int leastPorts);
        ThreadPool.GetMaxThreads(out int most, out int mostPorts);
        ThreadPool.SetMinThreads(Math.Max(Threads, least), leastPorts);
        try
        {
            StartThreads();
            ThreadPool.SetMaxThreads(ThreadPool.ThreadCount, mostPorts);
            return InEveryRound(round);
        }
        finally
        {
            ThreadPool.SetMaxThreads(most, mostPorts);
            ThreadPool.SetMinThreads(least, leastPorts);
        }
    }

    /// <summary>Occupies as many threads at a time as there may be at least.</summary>
    private static void StartThreads()
    {
        using CountdownEvent arrived = new(Threads);
        using CountdownEvent left = new(Threads);
        using ManualResetEventSlim released = new();
        for (int i = 0; i < Threads; i++)
        {
            ThreadPool.UnsafeQueueUserWorkItem(
                _ =>
                {
                    arrived.Signal();
                    released.Wait(CancellationToken.None);
                    left.Signal();
                },
                null);
        }

        arrived.Wait(CancellationToken.None);
        released.Set();
        left.Wait(CancellationToken.None);
    }
}
