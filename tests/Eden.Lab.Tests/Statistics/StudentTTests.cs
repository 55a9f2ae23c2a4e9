using Eden.Lab.Statistics;

namespace Eden.Lab.Tests;

public sealed class StudentTTests
{
    [Theory]
    [InlineData(1, 12.706204736174696)]
    [InlineData(2, 4.302652729749463)]
    [InlineData(3, 3.182446305284263)]
    [InlineData(4, 2.7764451051977987)]
    [InlineData(9, 2.2621571627409915)]
    [InlineData(30, 2.0422724563012373)]
    public void Quantiles_are_exact(int degreesOfFreedom, double expected)
    {
        Assert.Equal(expected, StudentT.Quantile975(degreesOfFreedom), 1e-10);
    }
}
