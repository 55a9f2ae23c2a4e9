using System.Numerics;
using System.Runtime.InteropServices;
using Eden.Kernels;

namespace Eden;

/// <summary>Some of the elements of a rank's part.</summary>
/// <param name="Start">The first.</param>
/// <param name="First">How many of the part come before.</param>
/// <param name="Length">How many.</param>
internal readonly record struct Bucket(Place Start, long First, long Length);

/// <summary>The parts of all ranks in buckets of equal length, without what is frozen, and where their elements lie.</summary>
/// <param name="model">The model, divided among the ranks.</param>
/// <param name="bucketLength">The elements of a bucket.</param>
internal sealed unsafe class ModelBuckets<T>(OptimizedModel<T> model, long bucketLength)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Bucket[] _next = new Bucket[model.Ranges.Length];
    private readonly Bucket[][] _taken = [new Bucket[model.Ranges.Length], new Bucket[model.Ranges.Length]];

    /// <summary>The bucket of a rank in one of the last two rounds.</summary>
    public Bucket this[int round, int rank] => _taken[round & 1][rank];

    /// <summary>Begins at the first bucket of every rank.</summary>
    public void Begin()
    {
        for (int rank = 0; rank < model.Ranges.Length; rank++)
        {
            _next[rank] = new Bucket(model.Ranges[rank].Start, 0, 0);
        }
    }

    /// <summary>Finds the next bucket of every rank.</summary>
    /// <returns>Whether any rank has one.</returns>
    public bool TryTake(int round)
    {
        bool isAny = false;
        for (int rank = 0; rank < model.Ranges.Length; rank++)
        {
            Bucket bucket = _next[rank];
            Place end = bucket.Start;
            long length = 0;
            while (length < bucketLength && TryStep(ref end, model.Ranges[rank], bucketLength - length, out long count))
            {
                length += count;
            }

            _taken[round & 1][rank] = bucket with { Length = length };
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

        Parameter<T> parameter = model.Parameters[place.Segment];
        (_, nint end) = range.PartOf(place.Segment, parameter.Length);

        // Frozen on all ranks: nothing of it changes.
        count = parameter.IsFrozen ? 0 : Math.Min(most, end - place.Offset);
        place = parameter.IsFrozen || place.Offset + count == end ? new Place(place.Segment + 1, 0) : place with { Offset = place.Offset + count };
        return true;
    }

    /// <summary>Where all elements of a bucket lie side by side; null where they do not.</summary>
    public T* InPlace(Bucket bucket, bool isGradient)
    {
        Place place = bucket.Start;
        Share rest = new(place, new Place(model.Parameters.Length, 0));
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
    public void Copy(Bucket bucket, T* packed, bool isGradient, bool isPacking)
    {
        Place place = bucket.Start;
        Share rest = new(place, new Place(model.Parameters.Length, 0));
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
                NativeMemory.Clear(packed, (nuint)(count * sizeof(T)));
            }

            packed += count;
            left -= count;
        }
    }

    private T* ArrayOf(int parameter, bool isGradient) => isGradient ? model.Parameters[parameter].GradientPointer : model.Parameters[parameter].ValuePointer;
}
