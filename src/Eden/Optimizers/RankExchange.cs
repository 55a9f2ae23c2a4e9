using System.Numerics;
using Eden.Kernels;

namespace Eden;

/// <summary>Brings gradients to the ranks that step them, added up in a fixed order, and stepped values to all ranks.</summary>
/// <remarks>Memory moves in buckets of a rank's part, two of them under way at a time. Where the elements of a bucket lie side by side they
/// are sent and received in place, otherwise packed.</remarks>
internal sealed unsafe class RankExchange<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly OptimizedModel<T> _model;
    private readonly ICommunicator _communicator;
    private readonly long _bucketLength;
    private readonly NativeBuffer<T> _packed;
    private readonly GradientTree<T> _tree;
    private readonly nint[] _gradients;
    private readonly ModelBuckets<T> _buckets;
    private readonly double[] _present;

    /// <param name="model">The model, divided among the ranks.</param>
    /// <param name="communicator">The ranks.</param>
    /// <param name="bytes">The bytes of the buckets of all ranks together.</param>
    public RankExchange(OptimizedModel<T> model, ICommunicator communicator, long bytes)
    {
        (_model, _communicator) = (model, communicator);
        _bucketLength = Math.Max(1, bytes / sizeof(T) / communicator.Size);

        // Twice a place to pack for every rank and one to receive from every rank.
        _packed = new NativeBuffer<T>(checked(4 * _bucketLength * communicator.Size));
        _tree = new GradientTree<T>(LengthOf(model), communicator.Size);
        _gradients = new nint[communicator.Size];
        _buckets = new ModelBuckets<T>(model, _bucketLength);
        _present = new double[model.Parameters.Length];
    }

    private int Size => _communicator.Size;

    private int Rank => _communicator.Rank;

    public void Dispose()
    {
        _packed.Dispose();
        _tree.Dispose();
    }

    /// <summary>Adds the gradients of one micro-batch of each of the first ranks, all ranks taking part; after the last one gradients of the own
    /// part are the sums, and every rank has a gradient where any has one.</summary>
    /// <param name="first">The number of the first micro-batch, which is that of rank 0.</param>
    /// <param name="count">The micro-batches of the step.</param>
    public void Add(long first, long count)
    {
        int given = (int)Math.Min(Size, count - first);
        bool isLast = first + given == count;
        NotePresence(given, first == 0, isLast);
        _buckets.Begin();
        int round = 0;
        for (; _buckets.TryTake(round); round++)
        {
            int started = StartGradients(round, given);
            EndGradients(round - 1, started, first, given, isLast);
        }

        EndGradients(round - 1, 0, first, given, isLast);
    }

    /// <summary>Gives every rank the values of all parts.</summary>
    public void GatherValues()
    {
        _buckets.Begin();
        int round = 0;
        for (; _buckets.TryTake(round); round++)
        {
            int started = StartValues(round);
            EndValues(round - 1, started);
        }

        EndValues(round - 1, 0);
    }

    /// <summary>Gives every rank a state array whole.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <param name="array">The description of the array.</param>
    /// <param name="numbers">The array, of which the own part is there.</param>
    public void GatherState(int parameter, StateArray array, T* numbers)
    {
        bool isFound = false;
        for (int rank = 0; rank < Size; rank++)
        {
            Block part = StateLayout.OwnedOf(array, _model.Ranges[rank].PartOf(parameter, _model.Parameters[parameter].Length));
            if (part.Length == 0 || (isFound && !array.IsElementwise))
            {
                continue;
            }

            isFound = true;
            for (int other = 0; other < Size; other++)
            {
                if (other != rank && rank == Rank)
                {
                    _communicator.Send(other, numbers + part.Offset, part.Length * sizeof(T));
                }
                else if (other == Rank && rank != Rank)
                {
                    _communicator.Receive(rank, numbers + part.Offset, part.Length * sizeof(T));
                }
            }
        }

        _communicator.Complete();
    }

    private void NotePresence(int given, bool isFirst, bool isLast)
    {
        for (int i = 0; i < _present.Length; i++)
        {
            bool isPresent = Rank < given && _model.Parameters[i].HasGradient;
            _present[i] = isPresent || (!isFirst && _present[i] > 0) ? 1 : 0;
        }

        if (isLast)
        {
            _communicator.Sum(_present);
            for (int i = 0; i < _present.Length; i++)
            {
                _model.Parameters[i].HasGradient |= _present[i] > 0;
            }
        }
    }

    private int StartGradients(int round, int given)
    {
        int started = 0;
        Bucket own = _buckets[round, Rank];
        for (int other = 0; other < Size; other++)
        {
            if (other == Rank)
            {
                continue;
            }

            if (other < given && own.Length > 0)
            {
                _communicator.Receive(other, Received(round, other), own.Length * sizeof(T));
                started++;
            }

            Bucket bucket = _buckets[round, other];
            if (Rank < given && bucket.Length > 0)
            {
                _communicator.Send(other, Outgoing(round, other, bucket, isGradient: true), bucket.Length * sizeof(T));
                started++;
            }
        }

        return started;
    }

    private void EndGradients(int round, int left, long first, int given, bool isLast)
    {
        _communicator.Complete(left);
        Bucket own = round < 0 ? default : _buckets[round, Rank];
        if (own.Length == 0)
        {
            return;
        }

        T* place = _buckets.InPlace(own, isGradient: true);
        for (int rank = 0; rank < given; rank++)
        {
            _gradients[rank] = (nint)(rank != Rank ? Received(round, rank) : Outgoing(round, rank, own, isGradient: true));
        }

        T* sum = _tree.Add(first, _gradients.AsSpan(0, given), isLast, own.First, own.Length, Rank < given ? place : null);
        if (sum is not null && sum != place)
        {
            _buckets.Copy(own, sum, isGradient: true, isPacking: false);
        }
    }

    private int StartValues(int round)
    {
        int started = 0;
        Bucket own = _buckets[round, Rank];
        T* sent = own.Length > 0 ? Outgoing(round, Rank, own, isGradient: false) : null;
        for (int other = 0; other < Size; other++)
        {
            Bucket bucket = _buckets[round, other];
            if (other == Rank)
            {
                continue;
            }

            if (bucket.Length > 0)
            {
                _communicator.Receive(other, Incoming(round, other, bucket), bucket.Length * sizeof(T));
                started++;
            }

            if (own.Length > 0)
            {
                _communicator.Send(other, sent, own.Length * sizeof(T));
                started++;
            }
        }

        return started;
    }

    private void EndValues(int round, int left)
    {
        _communicator.Complete(left);
        for (int other = 0; other < Size && round >= 0; other++)
        {
            Bucket bucket = _buckets[round, other];
            if (other != Rank && bucket.Length > 0 && _buckets.InPlace(bucket, isGradient: false) is null)
            {
                _buckets.Copy(bucket, Received(round, other), isGradient: false, isPacking: false);
            }
        }
    }

    /// <summary>Where the elements to send to a rank lie, side by side.</summary>
    private T* Outgoing(int round, int rank, Bucket bucket, bool isGradient)
    {
        T* place = _buckets.InPlace(bucket, isGradient);
        if (place is null)
        {
            place = PackedAt(round, rank);
            _buckets.Copy(bucket, place, isGradient, isPacking: true);
        }

        return place;
    }

    private T* Incoming(int round, int rank, Bucket bucket)
    {
        T* place = _buckets.InPlace(bucket, isGradient: false);
        return place is null ? Received(round, rank) : place;
    }

    private T* PackedAt(int round, int rank) => _packed.Pointer + ((((round & 1) * 2L * Size) + rank) * _bucketLength);

    private T* Received(int round, int rank) => PackedAt(round, Size + rank);

    /// <summary>The elements of the own part.</summary>
    private static long LengthOf(OptimizedModel<T> model)
    {
        long length = 0;
        for (int i = 0; i < model.Parameters.Length; i++)
        {
            (nint begin, nint end) = model.OwnPartOf(i);
            length += end - begin;
        }

        return length;
    }
}
