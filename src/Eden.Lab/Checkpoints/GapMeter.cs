using System.Numerics;
using Eden.Checkpoints;

namespace Eden.Lab.Checkpoints;

/// <summary>Takes the measures of |a − b| of the elements of two tensors. Integers are subtracted as integers; equal infinities and two
/// NaN do not differ, and anything else differs from them by infinity.</summary>
internal sealed class GapMeter
{
    /// <summary>Below this a floating-point number that is whole is an <see cref="Int128"/>.</summary>
    private const double IntegersEnd = 1e38;

    private readonly NumberMeter _gaps = new();
    private double[] _block = [];
    private Int128? _largestInteger;
    private double _largest;
    private double _magnitude;

    /// <summary>How many elements differ.</summary>
    public long Differing { get; private set; }

    public TensorValue Largest => _largestInteger is Int128 integer ? new(integer) : new(_largest);

    /// <summary>That as a share of the largest finite element.</summary>
    public double Relative => _largest == 0 ? 0 : _largest / _magnitude;

    /// <summary>The 2-norm of the gaps.</summary>
    public double Norm => _gaps.Infinities > 0 ? double.PositiveInfinity : _gaps.Norm;

    /// <summary>Compares two tensors of one shape.</summary>
    public static GapMeter Of(CheckpointTensor first, CheckpointTensor second, CancellationToken cancellation)
    {
        GapMeter meter = new();
        switch (TensorBlocks.AreIntegers(first), TensorBlocks.AreIntegers(second))
        {
            case (true, true):
                meter._largestInteger = 0;
                TensorBlocks.ForEach<Int128, Int128>((first, TensorBlocks.Integers), (second, TensorBlocks.Integers), (left, right) => meter.Add(left, right, meter.IntegerGap), cancellation);
                break;
            case (true, false):
                TensorBlocks.ForEach<Int128, double>((first, TensorBlocks.Integers), (second, TensorBlocks.Numbers), (left, right) => meter.Add(left, right, MixedGap), cancellation);
                break;
            case (false, true):
                TensorBlocks.ForEach<double, Int128>((first, TensorBlocks.Numbers), (second, TensorBlocks.Integers), (left, right) => meter.Add(left, right, (number, integer) => MixedGap(integer, number)), cancellation);
                break;
            default:
                TensorBlocks.ForEach<double, double>((first, TensorBlocks.Numbers), (second, TensorBlocks.Numbers), (left, right) => meter.Add(left, right, NumberGap), cancellation);
                break;
        }

        return meter;
    }

    private void Add<TLeft, TRight>(ReadOnlySpan<TLeft> left, ReadOnlySpan<TRight> right, Func<TLeft, TRight, double> gap)
        where TLeft : INumberBase<TLeft>
        where TRight : INumberBase<TRight>
    {
        Array.Resize(ref _block, left.Length);
        for (int i = 0; i < left.Length; i++)
        {
            _block[i] = gap(left[i], right[i]);
            _largest = Math.Max(_largest, _block[i]);
            _magnitude = Math.Max(_magnitude, Math.Max(Finite(double.CreateTruncating(left[i])), Finite(double.CreateTruncating(right[i]))));
            Differing += _block[i] > 0 ? 1 : 0;
        }

        _gaps.Add(_block);
    }

    private double IntegerGap(Int128 left, Int128 right)
    {
        Int128 gap = Int128.Abs(left - right);
        _largestInteger = Int128.Max(_largestInteger!.Value, gap);
        return (double)gap;
    }

    private static double MixedGap(Int128 integer, double number) => Math.Abs(number) < IntegersEnd && Math.Truncate(number) == number
        ? (double)Int128.Abs(integer - (Int128)number)
        : NumberGap((double)integer, number);

    private static double NumberGap(double left, double right) =>
        left == right || (double.IsNaN(left) && double.IsNaN(right)) ? 0
        : double.IsFinite(left) && double.IsFinite(right) ? Math.Abs(left - right)
        : double.PositiveInfinity;

    private static double Finite(double number) => double.IsFinite(number) ? Math.Abs(number) : 0;
}
