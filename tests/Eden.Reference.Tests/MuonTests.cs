namespace Eden.Reference.Tests;

/// <summary>Muon on cases worked out by hand.</summary>
public class MuonTests
{
    [Fact]
    public void A_number_follows_the_polynomial()
    {
        // X = 1; a + b + c for each application: 0.701, then 0.701a + 0.701³b + 0.701⁵c.
        JordanMuon muon = new(1, 1) { NewtonSchulzSteps = 2 };
        const double X = 3.4445 - 4.775 + 2.0315;
        Assert.Equal((3.4445 * X) - (4.775 * X * X * X) + (2.0315 * Math.Pow(X, 5)), muon.Orthogonalize([-4])[0] * -1, 14);
    }

    [Fact]
    public void Singular_values_follow_the_polynomial_and_singular_vectors_stay()
    {
        // A diagonal of 3 and 4 has the singular values 0.6 and 0.8 of its norm.
        JordanMuon muon = new(2, 3) { NewtonSchulzSteps = 1 };
        double[] x = muon.Orthogonalize([3, 0, 0, 0, 0, 4]);
        double P(double s) => (3.4445 * s) - (4.775 * s * s * s) + (2.0315 * Math.Pow(s, 5));
        double[] expected = [P(0.6), 0, 0, 0, 0, P(0.8)];
        Assert.All(expected.Zip(x), pair => Assert.Equal(pair.First, pair.Second, 14));
    }

    [Fact]
    public void The_transpose_of_a_matrix_gives_the_transpose()
    {
        double[] wide = new JordanMuon(2, 3).Orthogonalize([1, 2, 3, 4, 5, 7]);
        double[] tall = new JordanMuon(3, 2).Orthogonalize([1, 4, 2, 5, 3, 7]);
        Assert.All((double[])[wide[0], wide[3], wide[1], wide[4], wide[2], wide[5]], (value, i) => Assert.Equal(value, tall[i], 14));
    }

    [Theory]
    [InlineData(true, 0.75)]
    [InlineData(false, 0.5)]
    public void Momentum_is_an_average_and_nesterov_looks_ahead(bool nesterov, double factor)
    {
        // With no application of the polynomial and a large ε the step is the update.
        double[] theta = [0];
        JordanMuon muon = new(1, 1) { Mu = 0.5, Nesterov = nesterov, NewtonSchulzSteps = 0, Epsilon = 1e3, Alpha = 1e3 };
        muon.Step(theta, [8]);
        Assert.Equal([4.0], muon.Momentum);
        Assert.Equal(-8 * factor, theta[0], 14);
    }

    [Fact]
    public void Decay_takes_its_share_of_the_values_alone()
    {
        double[] theta = [2, -4];
        new JordanMuon(1, 2) { Lambda = 0.25 }.Step(theta, [0, 0]);
        Assert.Equal([1.5, -3], theta);
    }

    [Theory]
    [InlineData(4, 1, 2)]
    [InlineData(1, 4, 1)]
    public void The_rate_grows_with_the_rows_of_a_tall_matrix(int rows, int columns, double factor)
    {
        double[] theta = new double[4];
        new JordanMuon(rows, columns) { Alpha = 1, NewtonSchulzSteps = 0 }.Step(theta, [1, 1, 1, 1]);
        Assert.All(theta, value => Assert.Equal(-factor / 2, value, 14));
    }

    [Fact]
    public void Maximizing_climbs()
    {
        double[] theta = [0];
        new JordanMuon(1, 1) { Alpha = 1, NewtonSchulzSteps = 0, Maximize = true }.Step(theta, [4]);
        Assert.Equal(1, theta[0]);
    }
}
