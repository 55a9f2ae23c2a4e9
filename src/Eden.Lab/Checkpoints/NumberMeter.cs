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
            double magnitude = Math.Abs(number);
            largest = magnitude > largest && magnitude < double.PositiveInfinity ? magnitude : largest;
        }

        if (largest > _scale)
        {
            double shrink = _scale / largest;
            _squares *= shrink * shrink;
            _sum *= shrink;
            _scale = largest;
        }

        // In locals, which the loop keeps in registers.
        (double sum, double squares, double minimum, double maximum) = (_sum, _squares, Minimum, Maximum);
        long finite = 0;
        double scale = _scale > 0 ? _scale : 1;
        foreach (double number in numbers)
        {
            if (double.IsFinite(number))
            {
                double part = number / scale;
                squares += part * part;
                sum += part;
                minimum = number < minimum ? number : minimum;
                maximum = number > maximum ? number : maximum;
                finite++;
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

        (_sum, _squares, Minimum, Maximum) = (sum, squares, minimum, maximum);
        Finite += finite;
    }
}
