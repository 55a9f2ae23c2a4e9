namespace Eden.Reference.Tests;

/// <summary>Adafactor on cases worked out by hand. The first step takes nothing from the averages of before: 1^τ = 1.</summary>
public class AdafactorTests
{
    [Fact]
    public void A_matrix_keeps_the_mean_squares_of_its_rows_and_columns()
    {
        ShazeerSternAdafactor adafactor = new(2, 3);
        adafactor.Step(new double[6], [1, 2, 2, 3, 0, 0]);
        Assert.Equal([3.0, 3.0], adafactor.RowVariance);
        Assert.Equal([5.0, 2.0, 2.0], adafactor.ColumnVariance);
        Assert.True(adafactor.Variance.IsEmpty);
    }

    [Theory]
    [InlineData]
    [InlineData(1)]
    public void A_vector_and_a_scalar_are_not_factored(params int[] shape)
    {
        ShazeerSternAdafactor adafactor = new(shape);
        adafactor.Step([1], [3]);
        Assert.Equal([9.0], adafactor.Variance);
        Assert.True(adafactor.RowVariance.IsEmpty);
        Assert.True(adafactor.ColumnVariance.IsEmpty);
    }

    [Fact]
    public void The_second_step_keeps_what_the_power_of_its_number_leaves()
    {
        // 1 − β̂₂ = 2⁻¹: V̂ = ½·4 + ½·16.
        ShazeerSternAdafactor adafactor = new(1) { Beta2Decay = -1 };
        adafactor.Step([1], [2]);
        adafactor.Step([1], [4]);
        Assert.Equal([10.0], adafactor.Variance);
    }

    [Fact]
    public void Where_the_squares_are_of_rank_one_the_factors_are_exact()
    {
        // g² = (1, 4)ᵀ(1, 9): every update is a sign, RMS(θ) = 2, the step is 2·½.
        double[] theta = [2, -2, 2, -2];
        new ShazeerSternAdafactor(2, 2) { Alpha = 0.5 }.Step(theta, [1, 3, -2, 6]);
        Assert.Equal([1, -3, 3, -3], theta.Select(value => Math.Round(value, 14)));
    }

    [Fact]
    public void Every_matrix_of_a_batch_is_factored_alone()
    {
        double[] gradient = [1, 2, 3, 4, 5, 6, -1, 7, 2, 0, 3, 9];
        ShazeerSternAdafactor batch = new(2, 1, 2, 3);
        batch.Step(new double[12], gradient);
        for (int matrix = 0; matrix < 2; matrix++)
        {
            ShazeerSternAdafactor alone = new(2, 3);
            alone.Step(new double[6], gradient[(6 * matrix)..(6 * (matrix + 1))]);
            Assert.Equal(alone.RowVariance, batch.RowVariance.Slice(2 * matrix, 2));
            Assert.Equal(alone.ColumnVariance, batch.ColumnVariance.Slice(3 * matrix, 3));
        }
    }

    [Theory]
    [InlineData(1, 0.25)]
    [InlineData(1e-3, 0.125)]
    public void The_step_scales_with_the_values_down_to_a_bound(double value, double step)
    {
        double[] theta = [value];
        new ShazeerSternAdafactor(1) { Alpha = 0.25, Epsilon2 = 0.5 }.Step(theta, [3]);
        Assert.Equal(value - step, theta[0], 14);
    }

    [Fact]
    public void An_update_with_a_root_mean_square_above_the_threshold_is_scaled_down_to_it()
    {
        // 1 − β̂₂ = ½: V̂ = ½·0 + ½·16, so U = √2.
        double[] theta = [1];
        ShazeerSternAdafactor adafactor = new(1) { Alpha = 0.25, Beta2Decay = -1 };
        adafactor.Step(theta, [0]);
        adafactor.Step(theta, [4]);
        Assert.Equal(0.75, theta[0], 14);
    }

    [Fact]
    public void Late_steps_use_a_rate_of_one_over_the_root_of_their_number()
    {
        double[] theta = [1];
        ShazeerSternAdafactor adafactor = new(1) { Alpha = 8 };
        for (int t = 1; t <= 4; t++)
        {
            theta[0] = 1;
            adafactor.Step(theta, [1]);
        }

        Assert.Equal(0.5, theta[0], 14);
    }

    [Fact]
    public void The_values_are_measured_before_they_decay()
    {
        // 4 − (½·4 + 4·¼).
        double[] theta = [4];
        new ShazeerSternAdafactor(1) { Alpha = 0.25, Lambda = 0.5 }.Step(theta, [3]);
        Assert.Equal(1, theta[0], 14);
    }

    [Fact]
    public void Maximizing_climbs()
    {
        double[] theta = [1];
        new ShazeerSternAdafactor(1) { Alpha = 0.25, Maximize = true }.Step(theta, [3]);
        Assert.Equal(1.25, theta[0], 14);
    }

    [Fact]
    public void A_zero_gradient_leaves_the_values()
    {
        double[] theta = [1, 2, 3, 4];
        new ShazeerSternAdafactor(2, 2).Step(theta, new double[4]);
        Assert.Equal([1.0, 2, 3, 4], theta);
    }
}
