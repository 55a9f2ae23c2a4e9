using Eden.Checkpoints;
using Eden.Tests.Checkpoints;
using Eden.Tests.Support;

namespace Eden.Tests.Optimizers;

/// <summary>Groups of different algorithms in one optimizer.</summary>
[Collection(AllocationsRunAlone.Name)]
public class MixedGroupTests
{
    private static readonly OptimizerOptions[] Algorithms = [new AdamWOptions(), new LionOptions(), new SgdOptions { Momentum = 0.9 }, new ScheduleFreeAdamWOptions()];

    [Fact]
    public void Every_group_steps_as_an_optimizer_of_its_own()
    {
        Parameter<float>[] together = Parameters();
        Parameter<float>[] apart = Parameters();
        using Optimizer<float> optimizer = Mixed(together);
        Optimizer<float>[] single = [.. apart.Zip(Algorithms, (parameter, options) => new Optimizer<float>([parameter], options))];
        for (int step = 0; step < 5; step++)
        {
            Fill(together, step);
            Fill(apart, step);
            optimizer.Step();
            Array.ForEach(single, one => one.Step());
        }

        for (int i = 0; i < together.Length; i++)
        {
            Assert.Equal(apart[i].Value, together[i].Value);
            Assert.Equal(single[i].GetState(apart[i]), optimizer.GetState(together[i]));
        }
    }

    [Fact]
    public void One_norm_clips_all_groups_and_one_NaN_skips_them_all()
    {
        Parameter<float>[] parameters = Parameters();
        using Optimizer<float> optimizer = Mixed(parameters);
        optimizer.GradientOptions = new() { MaxNorm = 1, NonFinite = NonFiniteGradients.SkipStep };
        Fill(parameters, 1);
        double norm = Math.Sqrt(parameters.Sum(parameter => parameter.Gradient.ToArray().Sum(g => (double)g * g)));

        Assert.Equal(norm, optimizer.Step().GradientNorm!.Value, 12);
        float[][] before = [.. parameters.Select(parameter => parameter.Value.ToArray())];
        parameters[1].Gradient[0] = float.NaN;

        Assert.True(optimizer.Step().IsSkipped);
        Assert.Equal(before, parameters.Select(parameter => parameter.Value.ToArray()));
        Assert.Equal((1, 1), (optimizer.StepCount, optimizer.SkippedSteps));
    }

    [Fact]
    public void A_run_goes_on_bit_for_bit_from_its_file()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("run.safetensors");
        Parameter<float>[] parameters = Parameters();
        using Optimizer<float> optimizer = Mixed(parameters);
        Run(optimizer, parameters, 0, 4);
        optimizer.Save(path);
        Run(optimizer, parameters, 4, 8);

        Parameter<float>[] resumed = Parameters();
        using Optimizer<float> second = Mixed(resumed);
        second.Load(path);
        Assert.Equal(4, second.StepCount);
        Run(second, resumed, 4, 8);

        Assert.Equal(parameters.Select(parameter => parameter.Value.ToArray()), resumed.Select(parameter => parameter.Value.ToArray()));
        Assert.Equal(optimizer.Groups[0].ScheduleMultiplier, second.Groups[0].ScheduleMultiplier);
    }

    [Fact]
    public void A_group_of_another_algorithm_in_the_file_is_refused()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("run.safetensors");
        Parameter<float>[] parameters = [new("a", 2), new("b", 2)];
        using Optimizer<float> saved = new(new ParameterGroup<float>([parameters[0]], new AdamOptions()), new ParameterGroup<float>([parameters[1]], new AdamWOptions()));
        using Optimizer<float> other = new(new ParameterGroup<float>([parameters[0]], new AdamOptions()), new ParameterGroup<float>([parameters[1]], new NAdamOptions()));
        saved.Save(path);

        string message = Assert.Throws<CheckpointException>(() => other.Load(path)).Message;

        Assert.Contains("group 1 is of AdamW in the checkpoint and of NAdam here", message, StringComparison.Ordinal);
        Assert.Contains("PyTorch's has one algorithm, and this one has Adam and AdamW", Assert.Throws<CheckpointException>(() => PyTorchFile.Write(folder.File("run.pt"), new TrainingState<float>(saved).Capture(), cancellation: TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_copy_has_the_same_groups_and_goes_the_same_way()
    {
        Parameter<float>[] parameters = Parameters();
        using Optimizer<float> optimizer = Mixed(parameters);
        Run(optimizer, parameters, 0, 3);
        Parameter<float>[] twins = Parameters();
        for (int i = 0; i < twins.Length; i++)
        {
            parameters[i].Value.CopyTo(twins[i].Value);
        }

        using Optimizer<float> copy = optimizer.CopyFor(twins);
        Run(optimizer, parameters, 3, 6);
        Run(copy, twins, 3, 6);

        Assert.Equal(Algorithms, copy.Groups.Select(group => group.Options));
        Assert.Equal(parameters.Select(parameter => parameter.Value.ToArray()), twins.Select(parameter => parameter.Value.ToArray()));
    }

    [Fact]
    public void Evaluation_moves_schedule_free_groups_alone()
    {
        Parameter<float>[] parameters = Parameters();
        using Optimizer<float> optimizer = Mixed(parameters);
        Run(optimizer, parameters, 0, 3);
        float[][] training = [.. parameters.Select(parameter => parameter.Value.ToArray())];

        using (optimizer.Evaluate())
        {
            Assert.Equal([true, true, true, false], parameters.Select((parameter, i) => parameter.Value.SequenceEqual(training[i])));
            Assert.Throws<InvalidOperationException>(() => optimizer.Step());
        }

        Assert.Equal(training, parameters.Select(parameter => parameter.Value.ToArray()));
    }

    [Fact]
    public void A_step_with_schedules_allocates_nothing()
    {
        Parameter<float>[] parameters = Parameters();
        using Optimizer<float> optimizer = Mixed(parameters);
        optimizer.GradientOptions = new() { MaxNorm = 1 };
        optimizer.Groups[1].Schedule = Schedule.Linear(10, 0);
        Fill(parameters, 0);
        optimizer.Step();

        Assert.Equal(0, Allocations.InEveryRound(() => optimizer.Step()));
    }

    [Fact]
    public void The_optimizer_s_own_steps_drive_schedules_and_skipped_steps_do_not()
    {
        Parameter<double> weight = new("w", 1) { HasGradient = true };
        using Sgd<double> optimizer = new([weight], new() { LearningRate = 1 });
        optimizer.Groups[0].Schedule = Schedule.Exponential(0.5);
        optimizer.GradientOptions = new() { NonFinite = NonFiniteGradients.SkipStep };
        foreach (double gradient in (double[])[1, double.NaN, 1])
        {
            weight.Gradient[0] = gradient;
            optimizer.Step();
        }

        Assert.Equal(-1.5, weight.Value[0]);
        Assert.Equal((2, 0.5), (optimizer.StepCount, optimizer.Groups[0].ScheduleMultiplier));
    }

    [Fact]
    public void One_learning_rate_is_read_and_set_over_all_groups()
    {
        using Optimizer<float> optimizer = Mixed(Parameters());
        Assert.Throws<InvalidOperationException>(() => optimizer.LearningRate);

        optimizer.LearningRate = 0.25;

        Assert.Equal(0.25, optimizer.LearningRate);
        Assert.All(optimizer.Groups, group => Assert.Equal(0.25, group.LearningRate));
        Assert.Throws<ArgumentOutOfRangeException>(() => optimizer.LearningRate = double.NaN);
        Assert.Throws<ArgumentOutOfRangeException>(() => optimizer.LearningRate = 1e39);
        Assert.Equal(0.25, optimizer.LearningRate);
    }

    [Fact]
    public void A_step_without_any_gradient_says_so()
    {
        Parameter<float>[] parameters = [new("a", 2), new("b", 2) { HasGradient = true, IsFrozen = true }];
        using Adam<float> optimizer = new(parameters);

        Assert.StartsWith("No parameter has a gradient", Assert.Throws<InvalidOperationException>(() => optimizer.Step()).Message, StringComparison.Ordinal);
        parameters[1].IsFrozen = false;
        optimizer.Step();
        Assert.Equal((0, 1), (optimizer.GetStepCount(parameters[0]), optimizer.GetStepCount(parameters[1])));
    }

    [Fact]
    public void An_optimizer_of_one_algorithm_takes_no_other_group_and_a_group_no_other_options()
    {
        using Adam<float> adam = new([new Parameter<float>("a", 1)]);
        ParameterGroup<float> lion = new([new Parameter<float>("b", 1)], new LionOptions());

        Assert.StartsWith("The groups of this optimizer have AdamOptions; Optimizer<Single> takes groups of any options.", Assert.Throws<ArgumentException>(() => adam.AddGroup(lion)).Message, StringComparison.Ordinal);
        Assert.StartsWith("The group has LionOptions, not SgdOptions", Assert.Throws<ArgumentException>(() => lion.Options = new SgdOptions()).Message, StringComparison.Ordinal);
    }

    private static Parameter<float>[] Parameters() => [.. Algorithms.Select((_, i) => new Parameter<float>($"p{i}", 33 + i) { HasGradient = true })];

    private static Optimizer<float> Mixed(Parameter<float>[] parameters) =>
        new([.. parameters.Zip(Algorithms, (parameter, options) => new ParameterGroup<float>([parameter], options))]);

    private static void Run(Optimizer<float> optimizer, Parameter<float>[] parameters, int from, int to)
    {
        optimizer.Groups[0].Schedule = Schedule.Cosine(10);
        for (int step = from; step < to; step++)
        {
            Fill(parameters, step);
            optimizer.Step();
        }
    }

    private static void Fill(Parameter<float>[] parameters, int step)
    {
        Xoshiro256 random = new(7 + (ulong)step);
        foreach (Parameter<float> parameter in parameters)
        {
            foreach (ref float g in parameter.Gradient)
            {
                g = (float)(random.NextDouble() - 0.5);
            }
        }
    }
}
