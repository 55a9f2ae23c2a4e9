using Eden.Tests.Support;

namespace Eden.Tests.Optimizers;

[Collection(AllocationsRunAlone.Name)]
public class AllocationTests
{
    private const int Steps = 1000;

    [Fact]
    public void Steps_of_one_group_allocate_nothing()
    {
        Parameter<float>[] parameters = [Filled("a", 100), Filled("b", 7)];
        using AdamW<float> optimizer = new(parameters);
        Assert.Equal(0, BytesOf(_ => optimizer.Step()));
    }

    [Fact]
    public void Steps_with_unlike_groups_and_coming_and_going_gradients_allocate_nothing()
    {
        Parameter<float>[] parameters = [.. Enumerable.Range(0, 6).Select(i => Filled($"p{i}", 10 + i))];
        using AdamW<float> optimizer = new(
            new(parameters[..3], new() { WeightDecay = 0.1 }),
            new(parameters[3..5], new() { WeightDecay = 0 }),
            new(parameters[5..], new() { AmsGrad = true, Beta1 = 0.2 }));

        // Which parameters step together changes from step to step, and with it the number of passes of a group.
        Assert.Equal(0, BytesOf(t =>
        {
            for (int i = 0; i < parameters.Length; i++)
            {
                parameters[i].HasGradient = (t * (i + 1) % 7) < 4;
            }

            optimizer.Step();
        }));
    }

    [Fact]
    public void Freezing_one_parameter_after_another_makes_no_step_allocate()
    {
        Parameter<float>[] parameters = [.. Enumerable.Range(1, 5).Select(i => Filled($"p{i}", 100_000 * i))];
        using Lamb<float> optimizer = new(parameters);
        optimizer.Step();
        int frozen = 0;
        Assert.Equal(0, Allocations.InEveryRound(() =>
        {
            parameters[frozen++].IsFrozen = true;
            optimizer.Step();
        }));
    }

    [Fact]
    public void Zeroing_gradients_and_stepping_over_spans_allocate_nothing()
    {
        Parameter<double> parameter = new("a", 100) { HasGradient = true };
        using Sgd<double> optimizer = new([parameter]);
        double[] value = new double[9];
        double[] gradient = new double[9];
        double[] momentum = new double[9];
        SgdOptions options = new() { Momentum = 0.9 };
        Assert.Equal(0, BytesOf(t =>
        {
            optimizer.ZeroGradients();
            Fused.Sgd(value, gradient, momentum, t + 1, options);
        }));
    }

    private static Parameter<float> Filled(string name, int length)
    {
        Parameter<float> parameter = new(name, length) { HasGradient = true };
        parameter.Gradient.Fill(1);
        return parameter;
    }

    private static long BytesOf(Action<int> step)
    {
        for (int t = 0; t < 20; t++)
        {
            step(t);
        }

        int next = 20;
        return Allocations.InEveryRound(() =>
        {
            for (int end = next + Steps; next < end; next++)
            {
                step(next);
            }
        });
    }
}
