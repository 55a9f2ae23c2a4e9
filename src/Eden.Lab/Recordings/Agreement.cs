namespace Eden.Lab.Recordings;

/// <summary>
/// When two runs agree on a step that they take from equal values and an equal gradient: the one place of this rule. A value
/// agrees when |Δ| ≤ units·ε·(|p| + D), with ε the spacing of the element type at 1, p the value before the step and D the
/// largest change of any value of the group so far, this step included, in the run that is compared with.
/// </summary>
/// <remarks>
/// Runs that go on from their own values drift apart by rounding alone, so agreement is judged step by step; one instance
/// serves one group of parameters over one run. NaN agrees with NaN and an infinity with itself, nothing else does.
/// </remarks>
/// <param name="elementType">The type in which both runs compute; the narrower one if they differ.</param>
/// <param name="units">How many units are allowed.</param>
/// <param name="shareOfChange">The share of D that is allowed besides.</param>
internal sealed class Agreement(ElementType elementType, double units = Agreement.DefaultUnits, double shareOfChange = 0)
{
    /// <summary>The units that are allowed where nobody says otherwise.</summary>
    public const double DefaultUnits = 8;

    private double _largestChange;

    /// <summary>Takes in a change of the run that is compared with. All values of the group come first, then
    /// <see cref="Share"/> is asked about the step.</summary>
    /// <param name="before">A value before the step.</param>
    public void Observe(double before, double after)
    {
        double change = Math.Abs(after - before);
        if (double.IsFinite(change))
        {
            _largestChange = Math.Max(_largestChange, change);
        }
    }

    /// <summary>The difference between two values after a step, as a share of what is allowed: they agree up to 1.</summary>
    /// <param name="before">The value before the step, the same in both runs.</param>
    /// <param name="expected">The value after it in the run that is compared with.</param>
    /// <param name="actual">The value after it in the run that is judged.</param>
    public double Share(double before, double expected, double actual)
    {
        double unit = units * elementType.Epsilon();
        double allowed = (double.IsFinite(before) ? unit * Math.Abs(before) : 0) + ((unit + shareOfChange) * _largestChange);
        return ShareOf(Math.Abs(actual - expected), allowed, expected, actual);
    }

    /// <summary>The difference as a share of <paramref name="allowed"/>: 0 for numbers of one class that are not finite,
    /// infinite for numbers of different classes.</summary>
    internal static double ShareOf(double difference, double allowed, double expected, double actual)
    {
        if (expected.Equals(actual) || difference == 0)
        {
            return 0;
        }

        return double.IsFinite(difference) && allowed > 0 ? difference / allowed : double.PositiveInfinity;
    }
}
