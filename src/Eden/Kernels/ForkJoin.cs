namespace Eden.Kernels;

/// <summary>
/// Runs a job's shares on the calling thread and the thread pool, and returns when all are done. One fork and one join; no
/// allocation after construction.
/// </summary>
/// <remarks>
/// Share 0 is the calling thread's and share i is the i-th helper's, so that caches stay warm. A share that no helper has begun
/// when the caller is through with its own is done by the caller: a busy pool can delay a step, but not hold it up. Helpers
/// that arrive late find nothing to do and go back to the pool; nobody waits in a loop. A helper waits in the pool's queue once at
/// most, so that the queue of a busy pool does not grow with every step.
/// </remarks>
internal sealed class ForkJoin
{
    private readonly Helper[] _helpers;
    private readonly int[] _claimed;
    private readonly object _gate = new();
    private Action<int>? _work;
    private int _remaining;

    public ForkJoin(int shares)
    {
        _claimed = new int[shares];
        _helpers = new Helper[shares - 1];
        for (int i = 0; i < _helpers.Length; i++)
        {
            _helpers[i] = new Helper(this, i + 1);
        }
    }

    /// <summary>Calls <paramref name="work"/> once with each share's number and returns when all calls have returned.</summary>
    public void Run(Action<int> work)
    {
        _work = work;
        _remaining = _claimed.Length;
        for (int i = 0; i < _claimed.Length; i++)
        {
            Volatile.Write(ref _claimed[i], 0);
        }

        foreach (Helper helper in _helpers)
        {
            helper.Queue();
        }

        for (int i = 0; i < _claimed.Length; i++)
        {
            TryDo(i);
        }

        Join();
    }

    private void Join()
    {
        // Helpers end within microseconds of the caller as a rule; longer waits are slept through.
        for (int i = 0; i < 100 && Volatile.Read(ref _remaining) > 0; i++)
        {
            Thread.SpinWait(20);
        }

        lock (_gate)
        {
            while (Volatile.Read(ref _remaining) > 0)
            {
                Monitor.Wait(_gate);
            }
        }
    }

    private void TryDo(int share)
    {
        if (Interlocked.Exchange(ref _claimed[share], 1) == 0)
        {
            _work!(share);
            if (Interlocked.Decrement(ref _remaining) == 0)
            {
                lock (_gate)
                {
                    Monitor.Pulse(_gate);
                }
            }
        }
    }

    private sealed class Helper(ForkJoin owner, int share) : IThreadPoolWorkItem
    {
        private int _isQueued;

        public void Queue()
        {
            if (Interlocked.Exchange(ref _isQueued, 1) == 0)
            {
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
            }
        }

        public void Execute()
        {
            // First out of the queue, then to work: who finds it queued may count on it to see the new shares.
            Interlocked.Exchange(ref _isQueued, 0);
            owner.TryDo(share);
        }
    }
}
