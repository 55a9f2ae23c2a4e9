namespace Eden;

/// <content>The shapes.</content>
public sealed partial class Schedule
{
    /// <summary>η = factor. PyTorch's <c>ConstantLR</c> returns to 1: <c>Schedule.Constant(factor).Then(totalIters,
    /// Schedule.Constant(1))</c>.</summary>
    /// <param name="factor">At least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or NaN.</exception>
    public static Schedule Constant(double factor)
    {
        Require.AtLeastZero(factor, nameof(factor));
        return new Schedule(_ => factor);
    }

    /// <summary>η = start + (end − start)·t/steps, and end from t = steps on. PyTorch's <c>LinearLR</c>, which starts at 1/3 by
    /// default and refuses factors above 1 and a start of 0.</summary>
    /// <param name="steps">Number of steps, at least 1.</param>
    /// <param name="start">The value at step 0, at least 0.</param>
    /// <param name="end">The value from step <paramref name="steps"/> on, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range or NaN.</exception>
    public static Schedule Linear(long steps, double start, double end = 1)
    {
        Require.AtLeastOneStep(steps, nameof(steps));
        Require.AtLeastZero(start, nameof(start));
        Require.AtLeastZero(end, nameof(end));
        return new Schedule(step => Between(start, end, (double)Math.Min(step, steps) / steps));
    }

    /// <summary>η = factor^⌊t/period⌋. PyTorch's <c>StepLR</c>.</summary>
    /// <param name="period">Number of steps between two reductions, at least 1.</param>
    /// <param name="factor">At least 0. Default 0.1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range or NaN.</exception>
    public static Schedule Step(long period, double factor = 0.1)
    {
        Require.AtLeastOneStep(period, nameof(period));
        Require.AtLeastZero(factor, nameof(factor));
        return new Schedule(step => Math.Pow(factor, step / period));
    }

    /// <summary>η = factor^(the number of milestones that are at most t). PyTorch's <c>MultiStepLR</c>, which takes milestones in
    /// any order.</summary>
    /// <param name="milestones">Steps, at least 0, in ascending order. A repeated milestone counts twice.</param>
    /// <param name="factor">At least 0. Default 0.1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range or NaN.</exception>
    public static Schedule MultiStep(IEnumerable<long> milestones, double factor = 0.1)
    {
        ArgumentNullException.ThrowIfNull(milestones);
        long[] sorted = [.. milestones.Select(milestone => Require.AtLeastZeroSteps(milestone, nameof(milestones)))];
        for (int i = 1; i < sorted.Length; i++)
        {
            if (sorted[i] < sorted[i - 1])
            {
                throw new ArgumentOutOfRangeException(nameof(milestones), sorted[i], $"milestones has {sorted[i]} after {sorted[i - 1]}; none may be less than the one before.");
            }
        }

        Require.AtLeastZero(factor, nameof(factor));
        return new Schedule(step =>
        {
            int passed = 0;
            for (int end = sorted.Length; passed < end;)
            {
                int middle = (passed + end) / 2;
                (passed, end) = sorted[middle] <= step ? (middle + 1, end) : (passed, middle);
            }

            return Math.Pow(factor, passed);
        });
    }

    /// <summary>η = factorᵗ. PyTorch's <c>ExponentialLR</c>.</summary>
    /// <param name="factor">At least 0. Above 1 the schedule grows, for a learning rate range test; a group refuses it once it is
    /// infinite.</param>
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or NaN.</exception>
    public static Schedule Exponential(double factor)
    {
        Require.AtLeastZero(factor, nameof(factor));
        return new Schedule(step => Math.Pow(factor, step));
    }

    /// <summary>η = end + (1 − end)·(1 − t/steps)^power, and end from t = steps on. PyTorch's <c>PolynomialLR</c>, which always
    /// ends at 0.</summary>
    /// <param name="steps">Number of steps, at least 1.</param>
    /// <param name="power">At least 0. Default 1, a straight line. With 0 the schedule stays at 1.</param>
    /// <param name="end">At least 0. Default 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range or NaN.</exception>
    public static Schedule Polynomial(long steps, double power = 1, double end = 0)
    {
        Require.AtLeastOneStep(steps, nameof(steps));
        Require.AtLeastZero(power, nameof(power));
        Require.AtLeastZero(end, nameof(end));
        return new Schedule(step => Between(end, 1, Math.Pow((double)Math.Max(steps - step, 0) / steps, power)));
    }

    /// <summary>η = minimum + (1 − minimum)·(1 + cos(πt/steps))/2 (Loshchilov and Hutter, "SGDR", 2017, equation 5), and the
    /// minimum from t = steps on. PyTorch's <c>CosineAnnealingLR</c> up to there; afterwards PyTorch's rises again, as
    /// <see cref="CosineWave"/> does.</summary>
    /// <param name="steps"><c>T_max</c>, the step of the minimum, at least 1.</param>
    /// <param name="minimum"><c>eta_min</c>/α, at least 0. Default 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range or NaN.</exception>
    public static Schedule Cosine(long steps, double minimum = 0)
    {
        Require.AtLeastOneStep(steps, nameof(steps));
        Require.AtLeastZero(minimum, nameof(minimum));
        return new Schedule(step => Between(minimum, 1, HalfCosine((double)Math.Min(step, steps) / steps)));
    }

    /// <summary><see cref="Cosine"/> that continues as a wave: from the minimum at t = steps up to 1 at t = 2·steps, down again,
    /// and so on. PyTorch's <c>CosineAnnealingLR</c>. A training longer than planned ends at a high rate.</summary>
    /// <param name="steps"><c>T_max</c>, the step of the first minimum, at least 1.</param>
    /// <param name="minimum"><c>eta_min</c>/α, at least 0. Default 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range or NaN.</exception>
    public static Schedule CosineWave(long steps, double minimum = 0)
    {
        Require.AtLeastOneStep(steps, nameof(steps));
        Require.AtLeastZero(minimum, nameof(minimum));
        return new Schedule(step => Between(minimum, 1, HalfCosine((double)(step % (2 * steps)) / steps)));
    }

    /// <summary>A cosine from 1 to a minimum that restarts after each period; each period is longer by a factor (Loshchilov and
    /// Hutter, "SGDR", 2017; with <see cref="AdamW{T}"/> their AdamWR). PyTorch's <c>CosineAnnealingWarmRestarts</c>.</summary>
    /// <param name="firstPeriod"><c>T_0</c>, the length of the first period in steps, at least 1.</param>
    /// <param name="periodFactor"><c>T_mult</c>, at least 1. Default 1.</param>
    /// <param name="minimum"><c>eta_min</c>/α, at least 0. The last step of a period stays just above it. Default 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range or NaN.</exception>
    public static Schedule CosineWarmRestarts(long firstPeriod, long periodFactor = 1, double minimum = 0)
    {
        Require.AtLeastOneStep(firstPeriod, nameof(firstPeriod));
        Require.AtLeastOneStep(periodFactor, nameof(periodFactor));
        Require.AtLeastZero(minimum, nameof(minimum));
        return new Schedule(step =>
        {
            Int128 sinceRestart = periodFactor == 1 ? step % firstPeriod : step;
            Int128 period = firstPeriod;
            while (sinceRestart >= period)
            {
                sinceRestart -= period;
                period *= periodFactor;
            }

            return Between(minimum, 1, HalfCosine((double)sinceRestart / (double)period));
        });
    }

    /// <summary>η = √(timescale/(timescale + t)), 1/√(1 + t) by default. With a warm-up as long as the timescale,
    /// <c>Schedule.InverseSquareRoot(w).WarmUp(w)</c>, it is the schedule of the Transformer (Vaswani et al., "Attention Is All
    /// You Need", 2017, equation 3) with its peak scaled to 1. PyTorch has no such schedule.</summary>
    /// <param name="timescale">At least 1: after three times as many steps η is one half. Default 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public static Schedule InverseSquareRoot(long timescale = 1)
    {
        Require.AtLeastOneStep(timescale, nameof(timescale));
        return new Schedule(step => Math.Sqrt(timescale / ((double)timescale + step)));
    }

    /// <summary>A linear warm-up from 0 to 1, a constant part at 1, and a linear decay to an end value that stays (Hu et al.,
    /// "MiniCPM", 2024, with the linear decay of Hägele et al., "Scaling Laws and Compute-Optimal Training Beyond Fixed Training
    /// Durations", 2024). PyTorch has no such schedule.</summary>
    /// <remarks>For a decay of another shape: <c>Schedule.Constant(1).WarmUp(warmUp).Then(warmUp + stable, shape)</c>.</remarks>
    /// <param name="warmUp">The steps of the warm-up, at least 0.</param>
    /// <param name="stable">The steps at 1, at least 0.</param>
    /// <param name="decay">The steps of the decay, at least 1.</param>
    /// <param name="end">At least 0. Default 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range or NaN, or warm-up and stretch together
    /// exceed 2⁵³ steps.</exception>
    public static Schedule WarmUpStableDecay(long warmUp, long stable, long decay, double end = 0)
    {
        Require.AtLeastZeroSteps(warmUp, nameof(warmUp));
        Require.AtLeastZeroSteps(stable, nameof(stable));
        Require.AtLeastOneStep(decay, nameof(decay));
        Require.AtLeastZero(end, nameof(end));
        return Constant(1).WarmUp(warmUp).Then(warmUp + stable, Linear(decay, 1, end));
    }

    /// <summary>Half a cosine wave from 1 to 0 as the fraction goes from 0 to 1.</summary>
    internal static double HalfCosine(double fraction) => (1 + Math.Cos(Math.PI * fraction)) / 2;

    /// <summary>The value at share 0, moved towards the other by a share of the way. Written so that both ends are exact: an end
    /// far below the other value would drown in its rounding.</summary>
    internal static double Between(double atZero, double atOne, double share) => (atZero * (1 - share)) + (atOne * share);
}
