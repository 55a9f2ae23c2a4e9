using Eden.Lab.Statistics;

namespace Eden.Lab.Tests.Statistics;

public class MeanIntervalTests
{
    /// <summary>From printed tables of Student's distribution, two-sided 95 %.</summary>
    [Theory]
    [InlineData(1, 12.7062)]
    [InlineData(2, 4.3027)]
    [InlineData(4, 2.7764)]
    [InlineData(9, 2.2622)]
    [InlineData(30, 2.0423)]
    [InlineData(999, 1.9623)]
    public void The_quantile_is_that_of_the_tables(int freedom, double expected) =>
        Assert.Equal(expected, MeanInterval.Quantile(freedom), 1e-4);

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
