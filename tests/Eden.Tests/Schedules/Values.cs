namespace Eden.Tests.Schedules;

internal static class Values
{
    /// <summary>Asserts the values of steps 0, 1, 2 and so on.</summary>
    public static void AssertFirst(Schedule schedule, params double[] expected)
    {
        for (int step = 0; step < expected.Length; step++)
        {
            AssertAt(schedule, step, expected[step]);
        }
    }

    public static void AssertAt(Schedule schedule, long step, double expected)
    {
        double value = schedule.At(step);
        Assert.True(
            Math.Abs(value - expected) <= 1e-15 * Math.Max(1, Math.Abs(expected)),
            FormattableString.Invariant($"step {step}: {value:R} instead of {expected:R}"));
    }
}
