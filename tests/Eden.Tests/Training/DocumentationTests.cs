using Eden.Testing;

namespace Eden.Tests.Training;

/// <summary>The code of docs/training.md, compiled and run.</summary>
public class DocumentationTests
{
    private readonly Parameter<float>[] _model = [new("body", 2), new("fc.weight", 2)];

    [Fact]
    public void All_code_of_the_documentation_stands_here()
    {
        string here = File.ReadAllText(Repository.PathTo("tests", "Eden.Tests", "Training", "DocumentationTests.cs"));
        string[] lines = DocumentedCode.Lines("training.md");

        Assert.True(lines.Length > 20);
        Assert.All(lines, line => Assert.Contains(line, here, StringComparison.Ordinal));
    }

    [Fact]
    public void The_average_runs()
    {
        Parameter<float>[] model = _model;
        using AdamW<float> optimizer = new(model);
        double validationLoss;

        using ExponentialAverage<float> average = new(model, new ExponentialAverageOptions { Decay = 0.999 });
        optimizer.Stepped += (_, result) =>
        {
            if (!result.IsSkipped)
            {
                average.Update();
            }
        };
        Backward(model, 0);
        optimizer.Step();
        float first = model[0].Value[0];
        optimizer.Step();
        using (average.Evaluate())
        {
            validationLoss = Loss(model);
        }

        Assert.Equal(2, average.Updates);
        Assert.NotEqual(Loss(model), validationLoss);
        Assert.Equal(first, average.Values(model[0])[0], 1e-5f);
    }

    [Fact]
    public void The_schedule_of_equal_averages_runs()
    {
        double rate = 0.25;
        Schedule schedule = Schedule.Cosine(10, rate).Then(10, Schedule.Constant(rate));

        Assert.Equal([1, 0.625, 0.25, 0.25], [schedule.At(0), schedule.At(5), schedule.At(10), schedule.At(100)]);
    }

    [Fact]
    public void The_micro_batches_run()
    {
        Parameter<float>[] model = _model;
        using AdamW<float> optimizer = new(model);
        optimizer.GradientOptions = new GradientOptions { MicroBatches = 4, ClearAfterStep = true };
        for (int micro = 0; micro < 4; micro++)
        {
            Backward(model, micro);
        }

        optimizer.Step();

        Assert.Equal((1 - 0.9f) * (1 + 2 + 3 + 4) / 4, optimizer.GetState("body")["exp_avg"][0], 1e-6f);
        Assert.Equal(0, model[0].Gradient[0]);
    }

    [Fact]
    public void The_freezing_runs()
    {
        Parameter<float>[] model = _model;
        using AdamW<float> optimizer = new(model);
        Backward(model, 0);
        model[0].IsFrozen = true;
        optimizer.Step();
        model[0].IsFrozen = false;
        optimizer.Step();

        Assert.Equal((1, 2), (optimizer.StepCount(model[0]), optimizer.StepCount(model[1])));
    }

    [Fact]
    public void The_groups_and_handlers_run()
    {
        Parameter<float> head = new("head", 1);
        using AdamW<float> optimizer = new(_model);
        optimizer.AddGroup(new ParameterGroup<float, AdamWOptions>([head], new AdamWOptions { LearningRate = 1e-2 }));
        optimizer.Groups[0].LearningRate = 1e-4;
        Schedule schedule = Schedule.Linear(10, 0);
        int skipped = 0;
        long step = 5;
        optimizer.Stepping += stepping => stepping.Groups[0].ScheduleMultiplier = schedule.At(step);
        optimizer.Stepped += (stepped, result) => skipped += result.IsSkipped ? 1 : 0;
        optimizer.Step();

        Assert.Equal((0.5, 1, 0), (optimizer.Groups[0].ScheduleMultiplier, optimizer.Groups[1].ScheduleMultiplier, skipped));
    }

    [Fact]
    public void The_copy_runs()
    {
        Parameter<float>[] model = _model;
        using AdamW<float> optimizer = new(model);
        Backward(model, 0);
        optimizer.Step();
        Parameter<float>[] twin = [.. model.Select(Copy)];
        using AdamW<float> branch = optimizer.CopyFor(twin);
        Backward(twin, 0);
        branch.Step();
        Backward(model, -1);
        optimizer.Step();

        Assert.Equal(model[0].Value.ToArray(), twin[0].Value.ToArray());
    }

    [Fact]
    public void The_look_inside_runs()
    {
        using AdamW<float> optimizer = new(_model);
        Backward(_model, 0);
        float[] firstMoment = optimizer.GetState("fc.weight")["exp_avg"];
        StepStatistics statistics = optimizer.StepAndMeasure();
        double update = statistics.Parameters["fc.weight"].RelativeUpdate;
        double? decay = statistics.Total.DecayShare;

        Assert.Equal([0, 0], firstMoment);
        Assert.Equal(0, update);
        Assert.Equal(0, decay);
    }

    private static double Loss(Parameter<float>[] model) => model.Sum(parameter => (double)parameter.Value[0]);

    /// <summary>Adds to gradients what a batch would.</summary>
    private static void Backward(Parameter<float>[] model, int batch)
    {
        foreach (Parameter<float> parameter in model)
        {
            parameter.HasGradient = true;
            parameter.Gradient[0] += batch + 1;
        }
    }

    private static Parameter<float> Copy(Parameter<float> parameter)
    {
        Parameter<float> copy = new(parameter.Name, parameter.Shape);
        parameter.Value.CopyTo(copy.Value);
        return copy;
    }
}
