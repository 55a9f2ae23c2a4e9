using Eden.Lab.Recordings;

namespace Eden.Lab.Schedules;

/// <summary>When learning rates agree with recorded ones: within 1e-12, relative, or within 1e-14 of the largest recorded
/// one.</summary>
/// <remarks>The second clause is for what PyTorch computes by differences and recursion from larger rates: what should be zero
/// at the end of a <c>LinearLR</c> is some 1e-18 of either sign there, and the end of a linear <c>OneCycleLR</c>, far below its
/// peak, has the rounding of the peak.</remarks>
internal sealed class RateAgreement(IEnumerable<double> recorded)
{
    private readonly double _least = 1e-14 * recorded.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty().Max();

    /// <summary>The difference as a share of what is allowed: rates agree up to 1. NaN and infinity never do.</summary>
    public double Share(double recordedRate, double rate) => double.IsFinite(recordedRate)
        ? Agreement.ShareOf(Math.Abs(rate - recordedRate), Math.Max(1e-12 * Math.Abs(recordedRate), _least), recordedRate, rate)
        : double.PositiveInfinity;
}
