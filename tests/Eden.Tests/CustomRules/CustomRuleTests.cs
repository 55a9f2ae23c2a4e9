using System.Numerics;
using Eden.Kernels;
using Eden.Tests.Support;

namespace Eden.Tests.CustomRules;

/// <summary>Rules that are not Eden's, as a user writes them.</summary>
[Collection(AllocationsRunAlone.Name)]
public class CustomRuleTests
{
    private const int Steps = 4;

    // With and without a tail in every width, and more than a block.
    private static readonly int[] Lengths = [1, 67, 256, 40_003];

    private static readonly OptimizerOptions[] Cases =
    [
        new SoftSignOptions { LearningRate = 0.01 },
        new SoftSignOptions { LearningRate = 0.01, L2Penalty = 0.1 },
        new SoftSignOptions { LearningRate = 0.01, WeightDecay = 0.1 },
        new SoftSignOptions { LearningRate = 0.01, Cautious = true },
        new SoftSignOptions { LearningRate = 0.01, L2Penalty = 0.1, Cautious = true },
        new SoftSignOptions { LearningRate = 0.01, WeightDecay = 0.1, Cautious = true },
        new FourStatesOptions { LearningRate = 0.02 },
    ];

    [Fact]
    public void Float32_has_the_bits_of_a_naive_loop_at_every_width_and_number_of_threads() => Check<float>();

    [Fact]
    public void Float64_has_the_bits_of_a_naive_loop_at_every_width_and_number_of_threads() => Check<double>();

    [Fact]
    public void Every_group_steps_as_alone_and_shares_norm_and_verdict_with_the_others()
    {
        Parameter<float>[] together = Parameters<float>();
        Parameter<float>[] apart = Parameters<float>();
        OptimizerOptions[] options = [new AdamWOptions(), Cases[5], Cases[6], new SgdOptions { Momentum = 0.9 }];
        using Optimizer<float> optimizer = new([.. together.Zip(options, (parameter, one) => new ParameterGroup<float>([parameter], one))]);
        Optimizer<float>[] single = [.. apart.Zip(options, (parameter, one) => new Optimizer<float>([parameter], one))];
        for (int step = 0; step < Steps; step++)
        {
            Fill(together, step);
            Fill(apart, step);
            optimizer.Step();
            Array.ForEach(single, one => one.Step());
        }

        Assert.Equal(apart.Select(parameter => parameter.Value.ToArray()), together.Select(parameter => parameter.Value.ToArray()));
        optimizer.GradientOptions = new() { NonFinite = NonFiniteGradients.SkipStep };
        together[0].Gradient[0] = float.NaN;
        Assert.True(optimizer.Step().IsSkipped);
        Assert.Equal(apart.Select(parameter => parameter.Value.ToArray()), together.Select(parameter => parameter.Value.ToArray()));
    }

    [Fact]
    public void A_copy_goes_the_same_way()
    {
        foreach (OptimizerOptions options in Cases)
        {
            Parameter<float>[] parameters = Parameters<float>();
            using Optimizer<float> original = new(parameters, options);
            Run(original, 0, Steps);
            Parameter<float>[] twins = Parameters<float>();
            for (int i = 0; i < twins.Length; i++)
            {
                parameters[i].Value.CopyTo(twins[i].Value);
            }

            using Optimizer<float> copy = original.CopyFor(twins);
            Run(original, Steps, 2 * Steps);
            Run(copy, Steps, 2 * Steps);

            Assert.Equal(parameters.Select(parameter => parameter.Value.ToArray()), twins.Select(parameter => parameter.Value.ToArray()));
            Assert.Equal(options, copy.Groups[0].Options);
        }
    }

    [Fact]
    public void A_step_allocates_nothing()
    {
        foreach (OptimizerOptions options in Cases)
        {
            using Optimizer<float> optimizer = new(Parameters<float>(), options) { Engine = new() { DegreeOfParallelism = 1 } };
            Run(optimizer, 0, 1);
            Assert.Equal(0, Allocations.InEveryRound(() => optimizer.Step()));
        }
    }

    [Fact]
    public void Decay_is_taken_away_from_biases_and_told_per_step()
    {
        SoftSignOptions options = new() { LearningRate = 0.5, WeightDecay = 0.25 };
        ParameterGroup<float, SoftSignOptions>[] groups = Decay.Split([new Parameter<float>("w", 2, 2), new Parameter<float>("b", 2)], options);

        Assert.Equal([options, options with { WeightDecay = 0 }], groups.Select(group => group.Options));
        Assert.Equal(0.125, options.DecayPerStep(1, 1));
        Assert.Null((options with { WeightDecay = 0, L2Penalty = 1 }).DecayPerStep(1, 1));
        Assert.Null(new FourStatesOptions().DecayPerStep(1, 1));
    }

    private static void Check<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (OptimizerOptions options in Cases)
        {
            (T[][] values, T[][][] states) = Naive<T>(options);
            foreach (LaneWidth width in Lanes.Widths)
            {
                foreach (int threads in (int[])[1, 4])
                {
                    Parameter<T>[] parameters = Parameters<T>();
                    using Optimizer<T> optimizer = new(parameters, options)
                    {
                        LaneWidth = width,
                        Engine = new() { DegreeOfParallelism = threads, SingleThreadBelow = 0 },
                    };
                    Run(optimizer, 0, Steps);
                    for (int i = 0; i < parameters.Length; i++)
                    {
                        string way = $"{width}, {threads} threads, {parameters[i].Name}";
                        Bits.AssertEqual<T>(values[i], parameters[i].Value, options, way);
                        foreach ((int index, (string name, T[] state)) in optimizer.GetState(parameters[i]).Select(state => (state.Key, state.Value)).Index())
                        {
                            Bits.AssertEqual<T>(states[i][index], state, options, $"{way}, {name}");
                        }
                    }
                }
            }
        }
    }

    private static (T[][] Values, T[][][] States) Naive<T>(OptimizerOptions options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Parameter<T>[] parameters = Parameters<T>();
        T[][] values = [.. parameters.Select(parameter => parameter.Value.ToArray())];
        T[][][] states = [.. Lengths.Select(length => (T[][])[.. Enumerable.Range(0, options.StateCount).Select(_ => new T[length])])];
        for (int step = 0; step < Steps; step++)
        {
            Fill(parameters, step);
            for (int i = 0; i < parameters.Length; i++)
            {
                T[] gradient = parameters[i].Gradient.ToArray();
                if (options is SoftSignOptions softSign)
                {
                    NaiveLoops.SoftSign(softSign, values[i], gradient, states[i][0]);
                }
                else
                {
                    NaiveLoops.FourStates((FourStatesOptions)options, step + 1, values[i], gradient, states[i]);
                }
            }
        }

        return (values, states);
    }

    private static Parameter<T>[] Parameters<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => [.. Lengths.Select((length, i) => new Parameter<T>($"p{i}", length) { HasGradient = true })];

    private static void Run<T>(Optimizer<T> optimizer, int from, int to)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int step = from; step < to; step++)
        {
            Fill(optimizer.Parameters, step);
            optimizer.Step();
        }
    }

    private static void Fill<T>(IEnumerable<Parameter<T>> parameters, int step)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Xoshiro256 random = new(7 + (ulong)step);
        foreach (Parameter<T> parameter in parameters)
        {
            foreach (ref T g in parameter.Gradient)
            {
                double drawn = random.NextDouble() - 0.5;
                g = T.CreateTruncating(Math.Abs(drawn) < 0.01 ? 0 : 2 * drawn);
            }
        }
    }
}
