using Eden.Tests.Support;

namespace Eden.Tests.Family;

public class DecayTests
{
    public static TheoryData<string> Names => [.. OptimizerRows.All.Select(row => row.Name)];

    [Fact]
    public void By_default_parameters_of_one_dimension_or_none_do_not_decay()
    {
        ParameterGroup<float, AdamWOptions>[] groups = Decay.Split<float, AdamWOptions>([new("matrix", 2, 3), new("bias", 3), new("filter", 1, 2, 3), new("scale")], new() { WeightDecay = 0.1, LearningRate = 0.5 });
        Assert.Equal(["matrix", "filter"], groups[0].Parameters.Select(parameter => parameter.Name));
        Assert.Equal(["bias", "scale"], groups[1].Parameters.Select(parameter => parameter.Name));
        Assert.Equal(new AdamWOptions { WeightDecay = 0.1, LearningRate = 0.5 }, groups[0].Options);
        Assert.Equal(new AdamWOptions { WeightDecay = 0, LearningRate = 0.5 }, groups[1].Options);
    }

    [Fact]
    public void A_step_decays_the_matrix_and_not_the_bias()
    {
        Parameter<double> matrix = Parameter<double>.Wrap("matrix", new double[] { 1 }, new double[1], 1, 1);
        Parameter<double> bias = Parameter<double>.Wrap("bias", new double[] { 1 }, new double[1]);
        using AdamW<double> optimizer = new(Decay.Split([matrix, bias], new AdamWOptions { WeightDecay = 0.5, LearningRate = 0.5 }));
        optimizer.Step();
        Assert.Equal(0.75, matrix.Value[0]);
        Assert.Equal(1, bias.Value[0]);
    }

    [Fact]
    public void A_choice_of_ones_own_decides_and_parameters_that_are_alike_make_one_group()
    {
        Parameter<float>[] parameters = [new("a.weight", 4), new("a.bias", 4)];
        Assert.Equal("a.weight", Decay.Split(parameters, new SgdOptions(), parameter => parameter.Name.EndsWith("weight", StringComparison.Ordinal))[0].Parameters.Single().Name);
        Assert.Single(Decay.Split(parameters, new SgdOptions(), _ => true));
        Assert.Equal(0, Assert.Single(Decay.Split(parameters, new SgdOptions { L2Penalty = 1 })).Options.L2Penalty);
    }

    [Fact]
    public void No_parameters_and_null_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Decay.Split<float, SgdOptions>([], new()));
        Assert.Throws<ArgumentException>(() => Decay.Split<float, SgdOptions>([null!], new()));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Without_decay_every_kind_of_it_is_zero_and_all_else_is_kept(string name)
    {
        foreach (OptimizerOptions options in OptimizerRows.All.Single(row => row.Name == name).Options)
        {
            OptimizerOptions without = options.WithoutDecay();
            foreach (System.Reflection.PropertyInfo property in options.GetType().GetProperties().Where(property => property.CanWrite))
            {
                Assert.Equal(property.Name is "L2Penalty" or "WeightDecay" ? 0.0 : property.GetValue(options), property.GetValue(without));
            }
        }
    }

    [Fact]
    public void Normalised_decay_is_that_of_the_paper() => Assert.Equal(0.05 * Math.Sqrt(128.0 / (50_000 * 100)), Decay.Normalized(0.05, 128, 50_000, 100), 1e-18);

    [Theory]
    [InlineData(double.NaN, 1, 1, 1, "normalized is NaN; it must be finite and at least 0.")]
    [InlineData(-1, 1, 1, 1, "normalized is -1; it must be finite and at least 0.")]
    [InlineData(1, 0, 1, 1, "batchSize is 0; it must be at least 1.")]
    [InlineData(1, 1, 0, 1, "sampleCount is 0; it must be at least 1.")]
    [InlineData(1, 1, 1, -2, "epochs is -2; it must be at least 1.")]
    public void Bad_values_are_refused_by_name_value_and_range(double normalized, long batchSize, long sampleCount, long epochs, string message) =>
        Assert.StartsWith(message, Assert.Throws<ArgumentOutOfRangeException>(() => Decay.Normalized(normalized, batchSize, sampleCount, epochs)).Message, StringComparison.Ordinal);
}
