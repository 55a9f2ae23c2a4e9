using Eden.Tests.Support;

namespace Eden.Tests.Training;

public class CopyTests
{
    public static TheoryData<string> Names => [.. OptimizerRows.All.Select(row => row.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Original_and_copy_go_on_with_the_same_bits(string name)
    {
        OptimizerRow row = OptimizerRows.All.Single(row => row.Name == name);
        foreach (OptimizerOptions options in row.Options)
        {
            Parameter<float>[] parameters = Model(options);
            using Optimizer<float> original = new(parameters, options);
            original.Groups[0].ScheduleMultiplier = 0.75;
            Step(3, original, parameters);
            parameters[1].HasGradient = false;
            Step(2, original, parameters);
            Parameter<float>[] copies = Model(options);
            CopyValues(parameters, copies);
            using Optimizer<float> copy = original.CopyFor(copies.Reverse());
            parameters[1].HasGradient = true;

            Step(4, original, parameters);
            Step(4, copy, copies);

            Assert.Equal(original.Groups.Select(group => group.GetType()), copy.Groups.Select(group => group.GetType()));
            for (int i = 0; i < parameters.Length; i++)
            {
                Bits.AssertEqual<float>(parameters[i].Value, copies[i].Value, options, parameters[i].Name);
                Assert.Equal(original.GetStepCount(parameters[i]), copy.GetStepCount(copies[i]));
            }
        }
    }

    [Fact]
    public void A_copy_has_groups_rates_and_settings_of_its_own()
    {
        Parameter<double>[] parameters = [new("a", 2), new("b", 1)];
        using AdamW<double> original = new(
            new ParameterGroup<double, AdamWOptions>([parameters[0]], new() { LearningRate = 0.5 }) { ScheduleMultiplier = 0.25 },
            new ParameterGroup<double, AdamWOptions>([parameters[1]], new() { AmsGrad = true }))
        {
            LossScale = 8,
            Engine = new() { DegreeOfParallelism = 3 },
            GradientOptions = new() { MaxNorm = 2, NonFinite = NonFiniteGradients.SkipStep },
        };
        parameters[0].HasGradient = true;
        parameters[0].Gradient[0] = double.NaN;
        original.Step();

        using Optimizer<double, AdamWOptions> copy = original.CopyFor([new("b", 1), new("a", 2)]);

        Assert.Equal(["a", "b"], copy.Groups.Select(group => group.Parameters.Single().Name));
        Assert.Equal(original.Groups.Select(group => group.Options), copy.Groups.Select(group => group.Options));
        Assert.Equal([0.25, 1], copy.Groups.Select(group => group.ScheduleMultiplier));
        Assert.Equal((8, 1, original.Engine, original.GradientOptions), (copy.LossScale, copy.SkippedSteps, copy.Engine, copy.GradientOptions));
        copy.Groups[0].LearningRate = 7;
        copy.Groups[0].ScheduleMultiplier = 7;
        Assert.Equal((0.5, 0.25), (original.Groups[0].LearningRate, original.Groups[0].ScheduleMultiplier));
    }

    [Fact]
    public void Handlers_are_not_copied()
    {
        int calls = 0;
        using Adam<float> original = new([P("p", 1)]);
        original.Stepping += _ => calls++;

        Parameter<float> twin = new("p", 1) { HasGradient = true };
        using Optimizer<float, AdamOptions> copy = original.CopyFor([twin]);
        copy.Step();

        Assert.Equal(0, calls);
    }

    [Fact]
    public void All_that_does_not_fit_is_named_at_once()
    {
        using Sgd<float> original = new([P("fc.weight", 2, 3), P("fc.bias", 3), P("scale", 1)]);

        ArgumentException exception = Assert.Throws<ArgumentException>(() => original.CopyFor([new("fc.weight", 3, 2), new("scale", 1), new("shift", 1)]));

        Assert.StartsWith("The parameters do not fit: fc.weight [3, 2] should be fc.weight [2, 3]; fc.bias [3] is missing; shift [1] is not in the optimizer.", exception.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>(() => original.CopyFor(null!));
        Assert.StartsWith("A parameter is null.", Assert.Throws<ArgumentException>(() => original.CopyFor([null!])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_disposed_optimizer_is_not_copied()
    {
        Sgd<float> original = new([P("p", 1)]);
        original.Dispose();

        Assert.Throws<ObjectDisposedException>(() => original.CopyFor([P("p", 1)]));
    }

    private static Parameter<float> P(string name, params long[] shape) => new(name, shape);

    private static Parameter<float>[] Model(OptimizerOptions options)
    {
        Parameter<float>[] parameters = [new("a", Shapes.Taken(options, 67)), new("b", 5, 3), new("c", Shapes.Taken(options))];
        foreach (Parameter<float> parameter in parameters)
        {
            parameter.HasGradient = true;
            for (int i = 0; i < parameter.Length; i++)
            {
                parameter.Value[i] = MathF.Sin(i);
            }
        }

        return parameters;
    }

    private static void CopyValues(Parameter<float>[] from, Parameter<float>[] to)
    {
        for (int i = 0; i < from.Length; i++)
        {
            from[i].Value.CopyTo(to[i].Value);
        }
    }

    private static void Step(int steps, Optimizer<float> optimizer, Parameter<float>[] parameters)
    {
        for (int t = 0; t < steps; t++)
        {
            foreach (Parameter<float> parameter in parameters.Where(parameter => parameter.HasGradient))
            {
                for (int i = 0; i < parameter.Length; i++)
                {
                    parameter.Gradient[i] = MathF.Cos((t * 100) + i);
                }
            }

            optimizer.Step();
        }
    }
}
