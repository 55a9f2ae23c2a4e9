using Eden.Tests.Support;

namespace Eden.Tests.Training;

[Collection(AllocationsRunAlone.Name)]
public sealed class HandlerTests : IDisposable
{
    private readonly Parameter<float> _parameter = Parameter<float>.Wrap("p", new float[] { 1 }, new float[] { 2 });
    private readonly Sgd<float> _optimizer;

    public HandlerTests() => _optimizer = new Sgd<float>([_parameter], new() { LearningRate = 1 });

    public void Dispose() => _optimizer.Dispose();

    [Fact]
    public void What_is_done_before_a_step_goes_into_it()
    {
        _optimizer.Stepping += optimizer =>
        {
            _parameter.Gradient[0] *= 10;
            optimizer.Groups[0].LearningRate = 0.5;
        };

        _optimizer.Step();

        Assert.Equal(1 - (0.5f * 20), _parameter.Value[0]);
    }

    [Fact]
    public void After_a_step_its_result_is_told_and_the_values_are_the_new_ones()
    {
        List<(long Steps, StepResult Result, float Value)> told = [];
        _optimizer.GradientOptions = new() { NonFinite = NonFiniteGradients.SkipStep };
        _optimizer.Stepped += (optimizer, result) => told.Add((optimizer.GetStepCount(_parameter), result, _parameter.Value[0]));

        _optimizer.Step();
        _parameter.Gradient[0] = float.NaN;
        _optimizer.Step();

        Assert.Equal([(1, new StepResult(false, 2), -1), (1, new StepResult(true, double.NaN), -1)], told);
    }

    [Fact]
    public void An_average_takes_in_the_values_of_every_step()
    {
        using EqualAverage<float> average = new([_parameter]);
        _optimizer.Stepped += (_, _) => average.Update();

        _optimizer.Step();
        _optimizer.Step();

        Assert.Equal([(-1 + -3) / 2f], average.GetValues(_parameter).ToArray());
    }

    [Fact]
    public void What_is_thrown_before_a_step_leaves_everything_and_after_it_the_step_was_taken()
    {
        _optimizer.Stepping += Refuse;
        Assert.Throws<NotSupportedException>(() => _optimizer.Step());
        Assert.Equal((1, 0), (_parameter.Value[0], _optimizer.GetStepCount(_parameter)));

        _optimizer.Stepping -= Refuse;
        _optimizer.Stepped += (_, _) => throw new NotSupportedException();
        Assert.Throws<NotSupportedException>(() => _optimizer.Step());
        Assert.Equal((-1, 1), (_parameter.Value[0], _optimizer.GetStepCount(_parameter)));

        static void Refuse(Optimizer<float> optimizer) => throw new NotSupportedException();
    }

    [Fact]
    public void A_step_within_a_step_is_refused()
    {
        _optimizer.Stepped += (optimizer, _) => optimizer.Step();

        Assert.Throws<InvalidOperationException>(() => _optimizer.Step());
        Assert.Equal(1, _optimizer.GetStepCount(_parameter));
    }

    [Fact]
    public void Steps_with_handlers_allocate_nothing_of_their_own()
    {
        long calls = 0;
        _optimizer.Stepping += _ => calls++;
        _optimizer.Stepped += (_, _) => calls++;
        _optimizer.Step();
        Assert.Equal(0, Allocations.InEveryRound(() =>
        {
            for (int t = 0; t < 100; t++)
            {
                _optimizer.Step();
            }
        }));
        Assert.Equal(602, calls);
    }
}
