using Eden.Lab.Verification;

namespace Eden.Lab.Tests.Verification;

public class RoundingTests
{
    [Fact]
    public void A_sum_may_be_off_by_units_of_its_summands_magnitudes()
    {
        // Rows (1, -2) and (3, 4), weights (-0.5, 0.25): |x||w| sums to 0.5 + 0.5 + 1.5 + 1 = 3.5.
        SumRounding rounding = new([1, -2, 3, 4], [-0.5, 0.25], unit: 1e-3);

        Assert.Equal([2 * 3.5e-3 * 4, 2 * 3.5e-3 * 6], rounding.OfGradient());
        Assert.Equal((2 * 0.5 * 3.5e-3) + (3.5e-3 * 3.5e-3), rounding.OfLoss(0.25), 1e-15);
    }

    [Fact]
    public void State_may_be_off_by_units_of_the_largest_that_each_number_was()
    {
        StateHistory history = new();
        history.Observe(new() { ["m"] = [1, -5, double.NaN] });
        history.Observe(new() { ["m"] = [-2, 0.5, double.PositiveInfinity] });

        Assert.Equal([0.02, 0.05, 0], history.Rounding("m", 0.01, 3));
    }
}
