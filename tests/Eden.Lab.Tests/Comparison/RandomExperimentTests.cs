using Eden.Lab.Comparison;
using Eden.Lab.Recordings;

namespace Eden.Lab.Tests.Comparison;

/// <summary>The verdicts of experiments that nobody has looked at.</summary>
public class RandomExperimentTests
{
    [Fact]
    public void Every_expected_agreement_holds_whatever_the_options()
    {
        Xoshiro256 random = new(20231026);
        for (int i = 0; i < 300; i++)
        {
            ComparisonConfig config = new()
            {
                Epochs = 1 + random.NextInt(60),
                Batch = 1 + random.NextInt(8),
                InFeatures = 1 + random.NextInt(40),
                LearningRate = PowerOfTen(random, -8, 3),
                WeightDecay = random.NextInt(5) == 0 ? 0 : PowerOfTen(random, -8, 2),
                Beta1 = random.NextInt(5) == 0 ? 0 : 1 - PowerOfTen(random, -4, -0.1),
                Beta2 = 1 - PowerOfTen(random, -5, -0.3),
                Epsilon = random.NextInt(8) == 0 ? 0 : PowerOfTen(random, -12, 0),
                Seed = random.NextUInt64(),
                ElementType = (ElementType)random.NextInt(2),
            };

            ComparisonResult result = ArticleExperiment.Run(config, cancellation: TestContext.Current.CancellationToken);

            Assert.All(result.Verdicts, verdict => Assert.True(verdict.Holds, $"{config}: {verdict}"));
        }
    }

    [Theory]
    [InlineData(ElementType.Bits32)]
    [InlineData(ElementType.Bits64)]
    public void Rounding_of_many_steps_does_not_add_up_to_a_disagreement(Enum elementType)
    {
        ComparisonConfig config = new() { Epochs = 4000, LearningRate = 0.0578, WeightDecay = 0.0838, Seed = 1, ElementType = (ElementType)elementType };

        ComparisonResult result = ArticleExperiment.Run(config, cancellation: TestContext.Current.CancellationToken);

        Assert.All(result.Verdicts, verdict => Assert.True(verdict.Holds, $"{verdict}"));
    }

    private static double PowerOfTen(Xoshiro256 random, double low, double high) => Math.Pow(10, random.NextUniform(low, high));
}
