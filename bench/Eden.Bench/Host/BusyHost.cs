using System.Diagnostics;

namespace Eden.Bench.Host;

/// <summary>An application that computes on some threads: its own, or the pool's. It counts what it gets done.</summary>
internal sealed class BusyHost : IDisposable
{
    /// <summary>A counter has a cache line and its neighbour to itself.</summary>
    private const int Stride = 32;

    private readonly long[] _done;
    private readonly CountdownEvent _running;
    private volatile bool _stop;

    public BusyHost(int threads, bool onPool)
    {
        _done = new long[(threads + 1) * Stride];
        _running = new CountdownEvent(threads + 1);
        for (int i = 1; i <= threads; i++)
        {
            int slot = i * Stride;
            if (onPool)
            {
                ThreadPool.UnsafeQueueUserWorkItem(_ => Compute(slot), null);
            }
            else
            {
                new Thread(() => Compute(slot)) { IsBackground = true }.Start();
            }
        }
    }

    public long Done => _done.Where((_, index) => index % Stride == 0).Sum();

    /// <summary>Units of work per second while the caller waits.</summary>
    public double RateAlone()
    {
        long before = Done;
        long start = Stopwatch.GetTimestamp();
        Thread.Sleep(400);
        return (Done - before) / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    public void Dispose()
    {
        _stop = true;
        _running.Signal();
        _running.Wait();
        _running.Dispose();
    }

    private void Compute(int slot)
    {
        double x = 1;
        while (!_stop)
        {
            for (int i = 0; i < 1000; i++)
            {
                x = Math.Sqrt(x + 1);
            }

            Volatile.Write(ref _done[slot], _done[slot] + (x > 0 ? 1 : 0));
        }

        _running.Signal();
    }
}
