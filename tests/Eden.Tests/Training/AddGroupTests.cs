using Eden.Tests.Support;

namespace Eden.Tests.Training;

[Collection(AllocationsRunAlone.Name)]
public class AddGroupTests
{
    [Fact]
    public void New_parameters_start_from_step_0_and_the_others_lose_nothing()
    {
        Parameter<float> present = Filled("present", 70);
        Parameter<float> alone = Filled("alone", 70);
        Parameter<float> added = Filled("added", 9);
        Parameter<float> fresh = Filled("fresh", 9);
        using AdamW<float> optimizer = new([present]);
        using AdamW<float> reference = new([alone]);
        using AdamW<float> start = new([fresh], new() { LearningRate = 0.5, AmsGrad = true });
        Step(3, optimizer, reference);

        optimizer.AddGroup(new([added], new() { LearningRate = 0.5, AmsGrad = true }));
        Step(4, optimizer, reference, start);

        Assert.Equal((7, 4), (optimizer.GetStepCount(present), optimizer.GetStepCount(added)));
        Bits.AssertEqual<float>(alone.Value, present.Value, optimizer, "present");
        Bits.AssertEqual<float>(fresh.Value, added.Value, optimizer, "added");
        Assert.Equal(["exp_avg", "exp_avg_sq", "max_exp_avg_sq"], optimizer.GetState("added").Keys.Order());
        Assert.Equal([present, added], optimizer.Groups.Select(group => group.Parameters.Single()));
        Assert.Equal(2, ((Optimizer<float>)optimizer).Groups.Count);
    }

    [Fact]
    public void A_grown_model_is_shared_among_threads_and_steps_allocate_nothing()
    {
        float[]? expected = null;
        foreach (int threads in (int[])[1, 2, 4])
        {
            Parameter<float>[] parameters = [Filled("a", 1000), Filled("b", 3000), Filled("c", 5)];
            using AdamW<float> optimizer = new([parameters[0]]) { Engine = new EngineOptions { DegreeOfParallelism = threads, SingleThreadBelow = 0 } };
            optimizer.Step();
            optimizer.AddGroup(new([parameters[1], parameters[2]], new() { WeightDecay = 0 }));
            Assert.Equal(threads, optimizer.Engine.DegreeOfParallelism);
            optimizer.Step();
            Assert.Equal(0, Allocations.WithStartedPool(() =>
            {
                for (int t = 0; t < 20; t++)
                {
                    optimizer.Step();
                }
            }));
            float[] values = [.. parameters.SelectMany(parameter => parameter.Value.ToArray())];
            expected ??= values;
            Bits.AssertEqual<float>(expected, values, optimizer, $"{threads} threads");
        }
    }

    [Fact]
    public void What_does_not_fit_is_refused_and_nothing_changes()
    {
        float[] memory = new float[8];
        using Parameter<float> present = Parameter<float>.Wrap("present", memory.AsMemory(0, 5));
        using Parameter<float> overlapping = Parameter<float>.Wrap("overlapping", memory.AsMemory(4, 4));
        present.HasGradient = true;
        using Sgd<float> optimizer = new([present]);
        ParameterGroup<float, SgdOptions> owned = new([new Parameter<float>("owned", 1)], new());
        using Sgd<float> owner = new(owned);
        ParameterGroup<float, SgdOptions> sharing = new([new Parameter<float>("new", 1), overlapping], new());

        Assert.Throws<ArgumentNullException>(() => optimizer.AddGroup(null!));
        AssertRefused("Parameter 'present' is given twice.", new([present], new()));
        AssertRefused("Two parameters have the name 'present'.", new([new Parameter<float>("present", 1)], new()));
        AssertRefused("Memory is used twice: the values of 'present' and the values of 'overlapping' overlap.", sharing);
        AssertRefused("A parameter group already belongs to an optimizer; make a new group.", owned);
        AssertRefused("A parameter group already belongs to an optimizer; make a new group.", optimizer.Groups[0]);

        Assert.Single(optimizer.Groups);
        Assert.Throws<ArgumentException>(() => optimizer.GetStepCount(overlapping));
        optimizer.Step();
        new Sgd<float>(sharing).Dispose();

        void AssertRefused(string message, ParameterGroup<float, SgdOptions> group) =>
            Assert.StartsWith(message, Assert.Throws<ArgumentException>(() => optimizer.AddGroup(group)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_disposed_optimizer_takes_no_group()
    {
        Adam<float> optimizer = new([Filled("p", 1)]);
        optimizer.Dispose();

        Assert.Throws<ObjectDisposedException>(() => optimizer.AddGroup(new([Filled("q", 1)], new())));
    }

    [Fact]
    public void A_group_that_is_added_within_an_evaluation_stays_when_it_ends()
    {
        Parameter<float> present = Filled("present", 3);
        Parameter<float> added = Filled("added", 3);
        using ScheduleFreeAdamW<float> optimizer = new([present]);
        optimizer.Step();
        using (optimizer.Evaluate())
        {
            optimizer.AddGroup(new([added], new()));
            added.Value[0] = 7;
        }

        Assert.Equal(7, added.Value[0]);
        optimizer.Step();
        Assert.Equal((2, 1), (optimizer.GetStepCount(present), optimizer.GetStepCount(added)));
    }

    private static void Step(int steps, params Optimizer<float>[] optimizers)
    {
        for (int t = 0; t < steps; t++)
        {
            foreach (Optimizer<float> optimizer in optimizers)
            {
                optimizer.Step();
            }
        }
    }

    private static Parameter<float> Filled(string name, int length)
    {
        Parameter<float> parameter = new(name, length) { HasGradient = true };
        for (int i = 0; i < length; i++)
        {
            parameter.Value[i] = MathF.Sin(i);
            parameter.Gradient[i] = MathF.Cos(i);
        }

        return parameter;
    }

    [Fact]
    public void A_group_that_comes_while_a_rate_is_too_large_for_a_plan_changes_nothing()
    {
        Parameter<float> first = new("first", 3) { HasGradient = true };
        using Adan<float> optimizer = new([first]);
        optimizer.LearningRate = 1e38;
        ParameterGroup<float, AdanOptions> group = new([new Parameter<float>("second", 3) { HasGradient = true }], new());

        Assert.Throws<ArgumentOutOfRangeException>(() => optimizer.AddGroup(group));
        Assert.Throws<ArgumentOutOfRangeException>(() => optimizer.Engine = new() { DegreeOfParallelism = 3 });

        Assert.Single(optimizer.Groups);
        Assert.NotEqual(3, optimizer.Engine.DegreeOfParallelism);
        optimizer.LearningRate = 1e-3;
        optimizer.AddGroup(group);
        optimizer.Step();
        Assert.Equal(2, optimizer.Groups.Count);
    }

    [Fact]
    public void A_rule_that_is_not_handed_over_in_a_later_step_is_an_error_and_no_other_rule()
    {
        Parameter<float> weight = new("w", 3) { HasGradient = true };
        using Optimizer<float> optimizer = new(new ParameterGroup<float>([new Parameter<float>("first", 3) { HasGradient = true }], new AdamWOptions()), new ParameterGroup<float>([weight], new Forgetful()));
        optimizer.Step();

        Assert.StartsWith("Forgetful handed over 0 rules for step 2", Assert.Throws<InvalidOperationException>(() => optimizer.Step()).Message, StringComparison.Ordinal);
        Assert.Equal(1, optimizer.GetStepCount(weight));
    }

    private sealed record Forgetful : DirectionOptions
    {
        protected internal override ReadOnlySpan<string> StateNames => [];

        protected override void SelectDirection<T, TSink>(double learningRate, long t, TSink sink)
        {
            if (t == 1)
            {
                sink.Use(new Eden.Rules.SgdDirection<T>(learningRate));
            }
        }
    }
}
