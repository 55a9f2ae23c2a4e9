using Eden.Lab.Statistics;

namespace Eden.Lab.Tests.Statistics;

public class MeanIntervalTests
{
    [Fact]
    public void The_interval_is_t_times_the_standard_error()
    {
        MeanInterval interval = MeanInterval.Of([1, 2, 3, 4, 5]);

        Assert.Equal((3, 5), (interval.Mean, interval.Count));
        Assert.Equal(2.7764 * Math.Sqrt(2.5 / 5), interval.HalfWidth, 1e-4);
    }

    [Fact]
    public void One_value_has_a_mean_and_no_interval()
    {
        Assert.Equal(7, MeanInterval.Of([7]).Mean);
        Assert.Equal(double.NaN, MeanInterval.Of([7]).HalfWidth);
        Assert.Equal(double.NaN, MeanInterval.Of([]).Mean);
    }
}
