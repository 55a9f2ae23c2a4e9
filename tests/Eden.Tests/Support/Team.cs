using Eden.Kernels;

namespace Eden.Tests.Support;

/// <summary>Processes that take steps together, played by threads.</summary>
internal sealed class Team(int size) : IDisposable
{
    private readonly Barrier _barrier = new(size);
    private readonly double[][] _given = new double[size][];
    private readonly long[] _numbers = new long[size];

    /// <summary>Runs the work of every rank, each on a thread of its own.</summary>
    public static TResult[] Run<TResult>(int size, Func<ICommunicator, TResult> work)
    {
        using Team team = new(size);
        Task<TResult>[] ranks = [.. Enumerable.Range(0, size).Select(rank => Task.Factory.StartNew(
            () => work(new Member(team, rank)), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        return Task.WhenAll(ranks).GetAwaiter().GetResult();
    }

    public void Dispose() => _barrier.Dispose();

    /// <summary>Waits for all. A rank that never comes is an error, not a test that hangs.</summary>
    private void Meet() => Assert.True(_barrier.SignalAndWait(TimeSpan.FromSeconds(30)), "A rank did not come.");

    private sealed class Member(Team team, int rank) : ICommunicator
    {
        public int Rank => rank;

        public int Size => team._given.Length;

        public void Sum(Span<double> values)
        {
            team._given[rank] = values.ToArray();
            team.Meet();
            values.Clear();
            foreach (double[] given in team._given)
            {
                Assert.Equal(values.Length, given.Length);
                for (int i = 0; i < given.Length; i++)
                {
                    Assert.True(given[i] == 0 || values[i] == 0, "Two ranks filled one place.");
                    values[i] += given[i];
                }
            }

            team.Meet();
        }

        public long Min(long value)
        {
            team._numbers[rank] = value;
            team.Meet();
            long least = team._numbers.Min();
            team.Meet();
            return least;
        }
    }
}
