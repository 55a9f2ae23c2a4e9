using Eden.Tests.Support;

namespace Eden.Tests.Training;

public class StatisticsTests
{
    [Fact]
    public void Norms_are_those_of_gradient_weights_and_update()
    {
        Parameter<double> a = Parameter<double>.Wrap("a", new double[] { 0, 4 }, new double[] { 6, 8 });
        Parameter<double> b = Parameter<double>.Wrap("b", new double[] { 3 }, new double[] { 0 });
        Parameter<double> still = Parameter<double>.Wrap("still", new double[] { 100 });
        using Sgd<double> optimizer = new([a, b, still], new() { LearningRate = 0.5 }) { LossScale = 2, GradientOptions = new() { MaxValue = 3, ClearAfterStep = true } };

        StepStatistics statistics = optimizer.StepAndMeasure();

        Assert.Equal(new StepResult(IsSkipped: false, null), statistics.Result);
        Assert.Equal(["a", "b"], statistics.Parameters.Keys.Order());
        Assert.Equal(new StepNorms(5, 4, Math.Sqrt(1.5 * 1.5 * 2), 0), statistics.Parameters["a"]);
        Assert.Equal(new StepNorms(0, 3, 0, 0), statistics.Parameters["b"]);
        Assert.Equal(new StepNorms(5, 5, Math.Sqrt(1.5 * 1.5 * 2), 0), statistics.Total);
        Assert.Equal(Math.Sqrt(1.5 * 1.5 * 2) / 5, statistics.Total.RelativeUpdate);
    }

    [Fact]
    public void The_share_of_decay_is_that_of_the_two_parts_of_the_update()
    {
        // The decay takes 0.5·0.25·(6, 8) = (0.75, 1), of norm 1.25; the gradient takes 0.5·(1.5, 2), also 1.25.
        Parameter<double> parameter = Parameter<double>.Wrap("p", new double[] { 6, 8 }, new double[] { 1.5, 2 });
        using Sgd<double> optimizer = new([parameter], new() { LearningRate = 1, WeightDecay = 0.25 });
        optimizer.Groups[0].ScheduleMultiplier = 0.5;

        StepNorms norms = optimizer.StepAndMeasure().Total;

        Assert.Equal((2.5, 10, 0.5), (norms.Update, norms.Weight, norms.DecayShare));
    }

    [Fact]
    public void The_decay_of_an_L2_penalty_cannot_be_told_from_the_rest()
    {
        Parameter<double> penalty = Parameter<double>.Wrap("penalty", new double[] { 1 }, new double[] { 1 });
        Parameter<double> plain = Parameter<double>.Wrap("plain", new double[] { 1 }, new double[] { 1 });
        using Adam<double> optimizer = new(new ParameterGroup<double, AdamOptions>([penalty], new() { L2Penalty = 0.1 }), new ParameterGroup<double, AdamOptions>([plain], new()));

        StepStatistics statistics = optimizer.StepAndMeasure();

        Assert.Null(statistics.Parameters["penalty"].DecayShare);
        Assert.Equal(0, statistics.Parameters["plain"].DecayShare);
        Assert.Null(statistics.Total.DecayShare);
    }

    [Fact]
    public void What_handlers_do_after_the_step_is_not_part_of_it()
    {
        Parameter<double> parameter = Parameter<double>.Wrap("p", new double[] { 4 }, new double[] { 1 });
        using Sgd<double> optimizer = new([parameter], new() { LearningRate = 0.5 });
        optimizer.Stepped += (_, _) => parameter.Value[0] = 100;

        Assert.Equal(0.5, optimizer.StepAndMeasure().Total.Update);
    }

    public static TheoryData<string> Names => [.. OptimizerRows.All.Select(row => row.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_measured_step_is_the_step_and_its_decay_is_what_no_decay_leaves_out(string name)
    {
        OptimizerRow row = OptimizerRows.All.Single(row => row.Name == name);
        foreach (OptimizerOptions options in row.Options)
        {
            Parameter<double> measured = Filled(options);
            Parameter<double> plain = Filled(options);
            Parameter<double> bare = Filled(options);
            using Optimizer<double> optimizer = new([measured], options);
            using Optimizer<double> reference = new([plain], options);
            using Optimizer<double> withoutDecay = new([bare], options.WithoutDecay());
            double[] before = bare.Value.ToArray();

            StepNorms norms = optimizer.StepAndMeasure().Total;
            reference.Step();
            withoutDecay.Step();

            Bits.AssertEqual<double>(plain.Value, measured.Value, options, "measured");
            Assert.Equal(Norm(plain.Value.ToArray().Zip(before, (x, y) => x - y)), norms.Update, 1e-15);
            double decay = Norm(plain.Value.ToArray().Zip(bare.Value.ToArray(), (x, y) => x - y));
            double rest = Norm(bare.Value.ToArray().Zip(before, (x, y) => x - y));
            if (norms.DecayShare is double share)
            {
                // Adan's proximal decay makes the rest of the step smaller too; ADOPT's first step moves nothing.
                double expected = decay + rest > 0 ? decay / (decay + rest) : 0;
                Assert.Equal(expected, share, options is AdanOptions { DecaysFirst: false } ? 1e-5 : 1e-12);
            }
            else
            {
                // The L2 penalty of ADOPT's first step is in the second moment alone.
                Assert.True(decay > 0 || options is AdoptOptions);
            }
        }
    }

    [Fact]
    public void A_skipped_step_has_no_update()
    {
        Parameter<float> parameter = Parameter<float>.Wrap("p", new float[] { 2 }, new float[] { float.PositiveInfinity });
        using AdamW<float> optimizer = new([parameter]) { GradientOptions = new() { NonFinite = NonFiniteGradients.SkipStep } };

        StepStatistics statistics = optimizer.StepAndMeasure();

        Assert.True(statistics.Result.IsSkipped);
        Assert.Equal(new StepNorms(double.PositiveInfinity, 2, 0, 0), statistics.Total);
    }

    [Fact]
    public void A_step_that_is_refused_is_not_measured()
    {
        Parameter<float> parameter = new("p", 1);
        AdamW<float> optimizer = new([parameter]);
        optimizer.Dispose();

        Assert.Throws<ObjectDisposedException>(optimizer.StepAndMeasure);
    }

    private static Parameter<double> Filled(OptimizerOptions options)
    {
        Parameter<double> parameter = new("p", Shapes.Of(options, 50)) { HasGradient = true };
        for (int i = 0; i < 50; i++)
        {
            parameter.Value[i] = Math.Sin(i);
            parameter.Gradient[i] = Math.Cos(i);
        }

        return parameter;
    }

    private static double Norm(IEnumerable<double> values) => Math.Sqrt(values.Sum(value => value * value));
}
