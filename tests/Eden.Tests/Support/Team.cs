using System.Collections.Concurrent;

namespace Eden.Tests.Support;

/// <summary>Processes that take steps together, played by threads.</summary>
internal sealed class Team(int size) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Barrier _barrier = new(size);
    private readonly double[][] _given = new double[size][];
    private readonly ConcurrentDictionary<(int From, int To), BlockingCollection<byte[]>> _messages = new();

    /// <summary>Runs the work of every rank, each on a thread of its own.</summary>
    public static TResult[] Run<TResult>(int size, Func<ICommunicator, TResult> work)
    {
        using Team team = new(size);
        Task<TResult>[] ranks = [.. Enumerable.Range(0, size).Select(rank => Task.Factory.StartNew(
            () => work(new Member(team, rank)), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        return Task.WhenAll(ranks).GetAwaiter().GetResult();
    }

    public void Dispose()
    {
        _barrier.Dispose();
        Assert.All(_messages.Values, messages => Assert.Empty(messages));
        foreach (BlockingCollection<byte[]> messages in _messages.Values)
        {
            messages.Dispose();
        }
    }

    /// <summary>Waits for all. A rank that never comes is an error, not a test that hangs.</summary>
    private void Meet() => Assert.True(_barrier.SignalAndWait(Patience), "A rank did not come.");

    private BlockingCollection<byte[]> Messages(int from, int to) => _messages.GetOrAdd((from, to), _ => []);

    private sealed unsafe class Member(Team team, int rank) : ICommunicator
    {
        private readonly Queue<(int From, nint Data, long Bytes)> _started = [];

        public int Rank => rank;

        public int Size => team._given.Length;

        public void Send(int to, void* data, long bytes)
        {
            Assert.True(to != rank && bytes > 0);
            team.Messages(rank, to).Add(new Span<byte>(data, checked((int)bytes)).ToArray());
            _started.Enqueue((rank, 0, 0));
        }

        public void Receive(int from, void* data, long bytes)
        {
            Assert.True(from != rank && bytes > 0);
            _started.Enqueue((from, (nint)data, bytes));
        }

        public void Complete(int left = 0)
        {
            while (_started.Count > left)
            {
                (int from, nint data, long bytes) = _started.Dequeue();
                if (from != rank)
                {
                    Assert.True(team.Messages(from, rank).TryTake(out byte[]? message, Patience), "A message did not come.");
                    message.CopyTo(new Span<byte>((void*)data, checked((int)bytes)));
                    Assert.Equal(bytes, message.Length);
                }
            }
        }

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
                    bool isExact = given[i] == 0 || values[i] == 0 || (double.IsInteger(given[i]) && double.IsInteger(values[i]));
                    Assert.True(isExact, "Two ranks gave a fraction for one place.");
                    values[i] += given[i];
                }
            }

            team.Meet();
        }
    }
}
