using Eden.Reference;
using Eden.Tests.Support;

namespace Eden.Tests.Family;

/// <summary>The two points of Schedule-Free AdamW: y in training, x in evaluation.</summary>
public class ScheduleFreeTests
{
    private const int Length = 40;

    private static readonly ScheduleFreeAdamWOptions Options = new() { LearningRate = 0.1, WarmupSteps = 3, WeightDecay = 0.1 };

    [Fact]
    public void Evaluation_is_at_the_average_of_the_paper_and_training_goes_on_with_the_same_bits()
    {
        Problem problem = new(Options, Length, Steps: 6, Seed: 3);
        ProblemData<double> data = problem.Generate<double>();
        double[] theta = [.. data.Initial];
        DefazioScheduleFreeAdamW paper = new(Length) { Alpha = Options.LearningRate, WarmupSteps = Options.WarmupSteps, Lambda = Options.WeightDecay };
        Parameter<double> parameter = Parameter<double>.Wrap("p", data.Initial.ToArray());
        using ScheduleFreeAdamW<double> optimizer = new([parameter], Options);
        for (int t = 0; t < problem.Steps; t++)
        {
            paper.Step(theta, data.Gradients[t]);
            parameter.HasGradient = true;
            data.Gradients[t].CopyTo(parameter.Gradient);
            optimizer.Step();
            double[] y = parameter.Value.ToArray();
            using (optimizer.Evaluate())
            {
                for (int i = 0; i < Length; i++)
                {
                    Assert.Equal(paper.Average[i], parameter.Value[i], 1e-13);
                }
            }

            Assert.Equal(y, parameter.Value.ToArray());
        }
    }

    [Fact]
    public void The_average_before_the_first_step_is_the_start()
    {
        Parameter<float> parameter = Parameter<float>.Wrap("p", new float[] { 1, -2 });
        using ScheduleFreeAdamW<float> optimizer = new([parameter], Options);
        using (optimizer.Evaluate())
        {
            Assert.Equal([1, -2], parameter.Value.ToArray());
        }
    }

    [Fact]
    public void No_step_and_no_second_evaluation_is_taken_within_an_evaluation()
    {
        Parameter<float> parameter = new("p", 3) { HasGradient = true };
        using ScheduleFreeAdamW<float> optimizer = new([parameter], Options);
        IDisposable evaluation = optimizer.Evaluate();
        Assert.StartsWith("The parameters are at their evaluation point", Assert.Throws<InvalidOperationException>(() => optimizer.Step()).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(optimizer.Evaluate);
        Assert.Equal(0, optimizer.GetStepCount(parameter));
        evaluation.Dispose();
        evaluation.Dispose();
        optimizer.Step();
        Assert.Equal(1, optimizer.GetStepCount(parameter));
    }

    [Fact]
    public void An_evaluation_of_a_disposed_optimizer_or_parameter_is_refused()
    {
        Parameter<float> parameter = new("p", 3);
        ScheduleFreeAdamW<float> optimizer = new([parameter], Options);
        parameter.Dispose();
        Assert.Throws<ObjectDisposedException>(optimizer.Evaluate);
        ScheduleFreeAdamW<float> disposed = new([new Parameter<float>("p", 3)], Options);
        disposed.Dispose();
        Assert.Throws<ObjectDisposedException>(disposed.Evaluate);
        optimizer.Dispose();
    }

    [Fact]
    public void Negative_warmup_is_refused() =>
        Assert.StartsWith("WarmupSteps is -1; it must be at least 0.", Assert.Throws<ArgumentOutOfRangeException>(() => new ScheduleFreeAdamWOptions { WarmupSteps = -1 }).Message, StringComparison.Ordinal);

    [Fact]
    public void A_first_coefficient_of_zero_is_refused_because_the_average_could_not_be_found_again() =>
        Assert.StartsWith("Beta1 is 0; it must be above 0 and less than 1.", Assert.Throws<ArgumentOutOfRangeException>(() => new ScheduleFreeAdamWOptions { Beta1 = 0 }).Message, StringComparison.Ordinal);
}
