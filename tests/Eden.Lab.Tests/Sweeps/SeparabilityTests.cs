using Eden.Lab.Sweeps;

namespace Eden.Lab.Tests;

public sealed class SeparabilityTests
{
    [Fact]
    public void A_sum_of_two_effects_is_wholly_separable()
    {
        double[,] errors = { { 0.1 + 0.3, 0.1 + 0.2, 0.1 + 0.5 }, { 0.4 + 0.3, 0.4 + 0.2, 0.4 + 0.5 } };
        Assert.Equal(1, Separability.Of(errors), 1e-15);
    }

    [Fact]
    public void A_value_that_is_best_beside_one_and_worst_beside_the_other_is_worse_than_one_at_random()
    {
        // Carrying loses 1 for each of four pairs, a value at random 1/2.
        Assert.Equal(-1, Separability.Of(new double[,] { { 0, 1 }, { 1, 0 } }));
    }

    [Fact]
    public void A_diagonal_basin_is_not_separable()
    {
        // Each row and column is best at another place: what is carried loses 1, a value at random 2/3.
        Assert.Equal(1 - (1 / (2.0 / 3)), Separability.Of(new double[,] { { 0, 1, 1 }, { 1, 0, 1 }, { 1, 1, 0 } }), 1e-15);
    }

    [Fact]
    public void Several_best_values_share()
    {
        // The first row and the first column are indifferent: what they choose is one at random, and nothing is gained.
        Assert.Equal(0, Separability.Of(new double[,] { { 0, 0 }, { 0, 1 } }), 1e-15);
    }

    [Fact]
    public void Where_nothing_matters_nothing_is_lost()
    {
        Assert.Equal(1, Separability.Of(new double[,] { { 0.5, 0.5 }, { 0.5, 0.5 } }));
    }

    [Fact]
    public void The_interval_is_Students_over_the_seeds()
    {
        double[,] separable = { { 0, 1 }, { 0, 1 } };
        double[,] crossed = { { 0, 1 }, { 1, 0 } };
        Separability separability = Separability.Of([separable, separable, crossed])!;
        Assert.Equal([1, 1, -1], separability.PerSeed);
        Assert.Equal(1.0 / 3, separability.Value, 1e-15);

        // The deviation is 2/sqrt(3), its standard error 2/3, and t of two degrees of freedom 4.3027.
        Assert.Equal((1.0 / 3) - (4.302652729749463 * 2 / 3), separability.Low!.Value, 1e-9);
        Assert.Equal((1.0 / 3) + (4.302652729749463 * 2 / 3), separability.High!.Value, 1e-9);
    }

    [Fact]
    public void One_seed_has_no_interval_and_one_row_no_separability()
    {
        Separability separability = Separability.Of([new double[,] { { 0, 1 }, { 0, 1 } }])!;
        Assert.Null(separability.Low);
        Assert.Null(separability.High);
        Assert.Null(Separability.Of([new double[,] { { 0, 1 } }]));
    }
}
