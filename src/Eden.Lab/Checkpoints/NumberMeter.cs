namespace Eden.Lab.Checkpoints;

/// <summary>Takes the measures of numbers as they come by.</summary>
internal sealed class NumberMeter
{
    // The squares are summed relative to the largest number so far, so that none overflows or vanishes.
    private double _scale;
    private double _squares;
    private double _sum;

    public long Finite { get; private set; }

    public long NaNs { get; private set; }

    public long Infinities { get; private set; }

    public double Minimum { get; private set; } = double.PositiveInfinity;

    public double Maximum { get; private set; } = double.NegativeInfinity;

    public double Mean => _sum * (_scale / Finite);

    public double Norm => _scale * Math.Sqrt(_squares);

    public void Add(ReadOnlySpan<double> numbers)
    {
        double largest = _scale;
        foreach (double number in numbers)
        {
            if (double.IsFinite(number))
            {
                largest = Math.Max(largest, Math.Abs(number));
            }
        }

        if (largest > _scale)
        {
            double shrink = _scale / largest;
            _squares *= shrink * shrink;
            _sum *= shrink;
            _scale = largest;
        }

        foreach (double number in numbers)
        {
            Add(number);
        }
    }

    private void Add(double number)
    {
        if (double.IsFinite(number))
        {
            double part = _scale > 0 ? number / _scale : 0;
            _squares += part * part;
            _sum += part;
            Minimum = Math.Min(Minimum, number);
            Maximum = Math.Max(Maximum, number);
            Finite++;
        }
        else if (double.IsNaN(number))
        {
            NaNs++;
        }
        else
        {
            Infinities++;
        }
    }
}
