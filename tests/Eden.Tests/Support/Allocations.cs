namespace Eden.Tests.Support;

internal static class Allocations
{
    /// <summary>Bytes that every one of three rounds allocates on the calling thread. In one of them the thread pool may start a
    /// thread when work is queued, as it does under load, and then makes 136 bytes of its own there.</summary>
    public static long OfEveryRound(Action round)
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
}
