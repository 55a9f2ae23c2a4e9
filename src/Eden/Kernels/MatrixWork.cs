using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace Eden.Kernels;

/// <summary>
/// Runs the tasks of matrices in waves: a large matrix by itself, small ones together, so that all threads have work and scratch memory
/// stays small. Tasks differ in size, so threads take them one by one.
/// </summary>
/// <param name="threads">How many threads take tasks.</param>
[SuppressMessage("Reliability", "CA1001", Justification = "The finalizer of the scratch memory frees it.")]
internal sealed unsafe class MatrixWork<T>(int threads)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The numbers of scratch memory that a wave of several matrices may take.</summary>
    private const long WaveLength = 1 << 23;

    private const int Granule = 64;

    private readonly List<MatrixPass<T>> _passes = [];
    private NativeBuffer<T>? _memory;
    private Action<int>? _runTasks;
    private Segment<T>[] _segments = [];
    private StepContext _context;
    private int _first;
    private int _end;
    private int _phase;
    private int _taken;

    public void Clear() => _passes.Clear();

    public void Add(MatrixPass<T> pass) => _passes.Add(pass);

    public void Run(in StepContext context, Segment<T>[] segments, ForkJoin? forkJoin)
    {
        (_context, _segments) = (context, segments);
        for (_first = 0; _first < _passes.Count; _first = _end)
        {
            long length = 0;
            for (_end = _first; _end < _passes.Count && (_end == _first || length + Room(_end) <= WaveLength); _end++)
            {
                length += Room(_end);
            }

            Reserve(length);
            RunWave(forkJoin);
        }
    }

    private void RunWave(ForkJoin? forkJoin)
    {
        int phases = 0;
        for (int i = _first; i < _end; i++)
        {
            phases = Math.Max(phases, _passes[i].MatrixPhaseCount);
        }

        for (_phase = 0; _phase < phases; _phase++)
        {
            _taken = 0;
            if (forkJoin is null)
            {
                RunTasks(0);
            }
            else
            {
                forkJoin.Run(_runTasks ??= RunTasks);
            }

            T* scratch = Scratch;
            for (int i = _first; i < _end; scratch += Room(i++))
            {
                _passes[i].ReduceTasks(_phase, scratch);
            }
        }
    }

    /// <summary>Takes tasks of the wave's phase until none is left.</summary>
    private void RunTasks(int thread)
    {
        T* packs = _memory!.Pointer + (thread * (long)Product<T>.PackLength);
        T* scratch = Scratch;
        int pass = _first, before = 0;
        while (true)
        {
            int task = Interlocked.Increment(ref _taken) - 1;
            while (task - before >= _passes[pass].CountTasks(_phase))
            {
                before += _passes[pass].CountTasks(_phase);
                scratch += Room(pass);
                if (++pass == _end)
                {
                    return;
                }
            }

            _passes[pass].RunTask(_phase, task - before, _context, _segments, new MatrixMemory<T>(scratch, packs));
        }
    }

    private T* Scratch => _memory!.Pointer + (threads * (long)Product<T>.PackLength);

    private long Room(int pass) => (_passes[pass].ScratchLength + Granule - 1) / Granule * Granule;

    private void Reserve(long length)
    {
        length += threads * (long)Product<T>.PackLength;
        if (_memory is null || _memory.Length < length)
        {
            _memory?.Dispose();
            _memory = new NativeBuffer<T>(length);
        }
    }
}
