using Eden.Lab.Recordings;


namespace Eden.Lab.Verification;

/// <summary>An array of the recording, for places within it.</summary>
/// <param name="Step">The step, where it is about one.</param>
/// <param name="Parameter">The parameter, where it is about one.</param>
internal sealed record RecordedArray(string Path, int? Step, string? Parameter)
{
    public string PlaceOf(int index) => $"{Path}[{index}]";
}

/// <summary>Gathers the differences of one kind of numbers.</summary>
internal sealed class DifferenceMeter(string kind)
{
    private long _count;
    private long _beyond;
    private Deviation? _largest;
    private Deviation? _first;

    /// <summary>Takes in one number.</summary>
    /// <param name="share">The difference as a share of what is allowed.</param>
    /// <param name="recorded">The number in the recording.</param>
    /// <param name="computed">Eden's number.</param>
    /// <param name="array">Where the number stands.</param>
    public void Add(double share, double recorded, double computed, RecordedArray array, int index)
    {
        _count++;
        _beyond += share > 1 ? 1 : 0;
        bool isLargest = share > (_largest?.Share ?? 0);
        bool isFirst = share > 1 && _first is null;
        if (isLargest || isFirst)
        {
            Deviation deviation = new(share, Math.Abs(computed - recorded), recorded, computed, Printable.Of(array.PlaceOf(index), int.MaxValue), array.Step, array.Parameter, index);
            _largest = isLargest ? deviation : _largest;
            _first = isFirst ? deviation : _first;
        }
    }

    /// <summary>Takes in a tensor whose numbers may differ by a share of the largest of them.</summary>
    /// <param name="recorded">The tensor in the recording.</param>
    /// <param name="computed">Eden's.</param>
    /// <param name="array">Where the tensor stands.</param>
    /// <param name="rounding">What each number may differ by on top; left out, nothing.</param>
    public void AddTensor(double relative, ReadOnlySpan<double> recorded, ReadOnlySpan<double> computed, RecordedArray array, ReadOnlySpan<double> rounding = default)
    {
        double largest = 0;
        foreach (double value in recorded)
        {
            largest = double.IsFinite(value) ? Math.Max(largest, Math.Abs(value)) : largest;
        }

        for (int i = 0; i < recorded.Length; i++)
        {
            double allowed = (relative * largest) + (rounding.IsEmpty ? 0 : rounding[i]);
            Add(Agreement.ShareOf(Math.Abs(computed[i] - recorded[i]), allowed, recorded[i], computed[i]), recorded[i], computed[i], array, i);
        }
    }

    public Difference ToDifference() => new(kind, _count, _beyond, _largest, _first);
}

/// <summary>Gathers the distance of two runs.</summary>
internal sealed class DistanceMeter
{
    private double _largest;
    private double _squares;
    private long _count;

    public void Add(double left, double right)
    {
        double difference = left.Equals(right) ? 0 : Math.Abs(left - right);
        difference = double.IsNaN(difference) ? double.PositiveInfinity : difference;
        _largest = Math.Max(_largest, difference);
        _squares += difference * difference;
        _count++;
    }

    public Distance ToDistance() => new(_largest, _count > 0 ? Math.Sqrt(_squares / _count) : 0, _count);
}
