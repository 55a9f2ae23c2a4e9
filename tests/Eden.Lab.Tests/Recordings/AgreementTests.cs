using Eden.Lab.Recordings;

namespace Eden.Lab.Tests.Recordings;

public class AgreementTests
{
    private const double Epsilon32 = 1.0 / 8388608;
    private const double Epsilon64 = 1.0 / 4503599627370496;

    [Fact]
    public void The_share_is_the_difference_over_units_times_epsilon_times_value_plus_largest_change()
    {
        Agreement agreement = new(ElementType.Bits32);
        agreement.Observe(1, 1.25);
        agreement.Observe(-2, -1.5);

        Assert.Equal(3 * Epsilon32 / (8 * Epsilon32 * (2 + 0.5)), agreement.Share(-2, 1, 1 + (3 * Epsilon32)), 1e-15);
    }

    [Fact]
    public void The_largest_change_is_that_of_all_steps_so_far()
    {
        Agreement agreement = new(ElementType.Bits64, units: 2);
        agreement.Observe(0, 3);
        agreement.Observe(0, -1);

        Assert.Equal(Epsilon64 / (2 * Epsilon64 * 3), agreement.Share(0, 1, 1 + Epsilon64));
    }

    [Fact]
    public void Without_any_change_only_the_value_allows_a_difference()
    {
        Agreement agreement = new(ElementType.Bits32);

        Assert.Equal(0, agreement.Share(0, 0, 0));
        Assert.Equal(double.PositiveInfinity, agreement.Share(0, 0, double.Epsilon));
    }

    [Theory]
    [InlineData(double.NaN, double.NaN, true)]
    [InlineData(double.PositiveInfinity, double.PositiveInfinity, true)]
    [InlineData(double.NegativeInfinity, double.NegativeInfinity, true)]
    [InlineData(double.PositiveInfinity, double.NegativeInfinity, false)]
    [InlineData(double.PositiveInfinity, double.NaN, false)]
    [InlineData(double.NaN, double.PositiveInfinity, false)]
    [InlineData(double.NaN, 1, false)]
    [InlineData(1, double.NaN, false)]
    [InlineData(1, double.PositiveInfinity, false)]
    public void Numbers_that_are_not_finite_agree_by_class(double expected, double actual, bool agrees)
    {
        Agreement agreement = new(ElementType.Bits32);
        agreement.Observe(1, 2);

        Assert.Equal(agrees ? 0 : double.PositiveInfinity, agreement.Share(1, expected, actual));
    }

    [Fact]
    public void A_change_that_is_not_finite_allows_nothing()
    {
        Agreement agreement = new(ElementType.Bits32);
        agreement.Observe(1, double.PositiveInfinity);
        agreement.Observe(double.NaN, 1);

        Assert.Equal(double.PositiveInfinity, agreement.Share(double.PositiveInfinity, 1, 2));
    }

    [Fact]
    public void Numbers_near_the_end_of_the_range_do_not_make_everything_allowed()
    {
        Agreement agreement = new(ElementType.Bits64);
        agreement.Observe(double.MaxValue, 0);

        Assert.InRange(agreement.Share(double.MaxValue, 1e300, 1.5e300), 1, double.MaxValue);
    }
}
