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
    private readonly Bucket[] _next;
    private readonly Bucket[][] _buckets;
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
        _tree = new GradientTree<T>(model.Parameters.Index().Sum(entry => LengthOf(model.Own.PartOf(entry.Index, entry.Item.Length))), communicator.Size);
        _gradients = new nint[communicator.Size];
        _next = new Bucket[communicator.Size];
        _buckets = [new Bucket[communicator.Size], new Bucket[communicator.Size]];
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
        Begin();
        int round = 0;
        for (; TryTakeBuckets(round); round++)
        {
            int started = StartGradients(round, given);
            EndGradients(round - 1, started, first, given, isLast);
        }

        EndGradients(round - 1, 0, first, given, isLast);
    }

    /// <summary>Gives every rank the values of all parts.</summary>
    public void GatherValues()
    {
        Begin();
        int round = 0;
        for (; TryTakeBuckets(round); round++)
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
        Bucket own = _buckets[round & 1][Rank];
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

            Bucket bucket = _buckets[round & 1][other];
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
        Bucket own = round < 0 ? default : _buckets[round & 1][Rank];
        if (own.Length == 0)
        {
            return;
        }

        T* place = InPlace(own, isGradient: true);
        for (int rank = 0; rank < given; rank++)
        {
            _gradients[rank] = (nint)(rank != Rank ? Received(round, rank) : Outgoing(round, rank, own, isGradient: true));
        }

        T* sum = _tree.Add(first, _gradients.AsSpan(0, given), isLast, own.First, own.Length, Rank < given ? place : null);
        if (sum is not null && sum != place)
        {
            Copy(own, sum, isGradient: true, isPacking: false);
        }
    }

    private int StartValues(int round)
    {
        int started = 0;
        Bucket own = _buckets[round & 1][Rank];
        T* sent = own.Length > 0 ? Outgoing(round, Rank, own, isGradient: false) : null;
        for (int other = 0; other < Size; other++)
        {
            Bucket bucket = _buckets[round & 1][other];
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
            Bucket bucket = _buckets[round & 1][other];
            if (other != Rank && bucket.Length > 0 && InPlace(bucket, isGradient: false) is null)
            {
                Copy(bucket, Received(round, other), isGradient: false, isPacking: false);
            }
        }
    }

    /// <summary>Where the elements to send to a rank lie, side by side.</summary>
    private T* Outgoing(int round, int rank, Bucket bucket, bool isGradient)
    {
        T* place = InPlace(bucket, isGradient);
        if (place is null)
        {
            place = PackedAt(round, rank);
            Copy(bucket, place, isGradient, isPacking: true);
        }

        return place;
    }

    private T* Incoming(int round, int rank, Bucket bucket)
    {
        T* place = InPlace(bucket, isGradient: false);
        return place is null ? Received(round, rank) : place;
    }

    private T* PackedAt(int round, int rank) => _packed.Pointer + ((((round & 1) * 2L * Size) + rank) * _bucketLength);

    private T* Received(int round, int rank) => PackedAt(round, Size + rank);

    private void Begin()
    {
        for (int rank = 0; rank < Size; rank++)
        {
            _next[rank] = new Bucket(_model.Ranges[rank].Start, 0, 0);
        }
    }

    /// <summary>Finds the next bucket of every rank.</summary>
    /// <returns>Whether any rank has one.</returns>
    private bool TryTakeBuckets(int round)
    {
        bool isAny = false;
        for (int rank = 0; rank < Size; rank++)
        {
            Bucket bucket = _next[rank];
            Place end = bucket.Start;
            long length = 0;
            while (length < _bucketLength && TryStep(ref end, _model.Ranges[rank], _bucketLength - length, out long count))
            {
                length += count;
            }

            _buckets[round & 1][rank] = bucket with { Length = length };
            _next[rank] = new Bucket(end, bucket.First + length, 0);
            isAny |= length > 0;
        }

        return isAny;
    }

    /// <summary>Goes on by the elements that lie side by side at a place, up to a number of them.</summary>
    /// <returns>Whether that is inside a range.</returns>
    private bool TryStep(ref Place place, Share range, long most, out long count)
    {
        count = 0;
        if (place.Segment >= range.EndSegment)
        {
            return false;
        }

        Parameter<T> parameter = _model.Parameters[place.Segment];
        (_, nint end) = range.PartOf(place.Segment, parameter.Length);

        // Frozen on all ranks: nothing of it changes.
        count = parameter.IsFrozen ? 0 : Math.Min(most, end - place.Offset);
        place = parameter.IsFrozen || place.Offset + count == end ? new Place(place.Segment + 1, 0) : place with { Offset = place.Offset + count };
        return true;
    }

    /// <summary>Where all elements of a bucket lie side by side; null where they do not.</summary>
    private T* InPlace(Bucket bucket, bool isGradient)
    {
        Place place = bucket.Start;
        Share rest = new(place, new Place(_model.Parameters.Length, 0));
        Place at;
        long count;
        do
        {
            at = place;
        }
        while (TryStep(ref place, rest, bucket.Length, out count) && count == 0);

        T* start = count < bucket.Length ? null : ArrayOf(at.Segment, isGradient);
        return start is null ? null : start + at.Offset;
    }

    /// <summary>Packs the elements of a bucket, or puts them where they belong.</summary>
    private void Copy(Bucket bucket, T* packed, bool isGradient, bool isPacking)
    {
        Place place = bucket.Start;
        Share rest = new(place, new Place(_model.Parameters.Length, 0));
        for (long left = bucket.Length; left > 0;)
        {
            Place at = place;
            TryStep(ref place, rest, left, out long count);
            T* array = ArrayOf(at.Segment, isGradient);
            if (array is not null)
            {
                SavedValues<T>.Copy(isPacking ? array + at.Offset : packed, isPacking ? packed : array + at.Offset, count);
            }
            else if (isPacking)
            {
                System.Runtime.InteropServices.NativeMemory.Clear(packed, (nuint)(count * sizeof(T)));
            }

            packed += count;
            left -= count;
        }
    }

    private static long LengthOf((nint Begin, nint End) part) => part.End - part.Begin;

    private T* ArrayOf(int parameter, bool isGradient) => isGradient ? _model.Parameters[parameter].GradientPointer : _model.Parameters[parameter].ValuePointer;

    /// <summary>Some of the elements of a rank's part.</summary>
    /// <param name="Start">The first.</param>
    /// <param name="First">How many of the part come before.</param>
    /// <param name="Length">How many.</param>
    private readonly record struct Bucket(Place Start, long First, long Length);
}
