namespace Eden.Tests.Optimizers;

public class StateTests
{
    [Fact]
    public void State_is_a_copy_by_the_names_of_PyTorch_of_each_group_s_own_arrays()
    {
        Parameter<double> plain = new("plain", 2) { HasGradient = true };
        Parameter<double> amsgrad = new("amsgrad", 1) { HasGradient = true };
        using AdamW<double> optimizer = new(new ParameterGroup<double, AdamWOptions>([plain], new()), new ParameterGroup<double, AdamWOptions>([amsgrad], new() { AmsGrad = true }));
        Assert.Equal([0.0, 0.0], optimizer.GetState(plain)["exp_avg"]);
        plain.Gradient[1] = 2;
        optimizer.Step();

        IReadOnlyDictionary<string, double[]> state = optimizer.GetState(plain);

        Assert.Equal(["exp_avg", "exp_avg_sq"], state.Keys.Order());
        Assert.Equal([0, (1 - 0.9) * 2], state["exp_avg"]);
        Assert.Equal([0, (1 - 0.999) * 2 * 2], state["exp_avg_sq"]);
        Assert.Equal(["exp_avg", "exp_avg_sq", "max_exp_avg_sq"], optimizer.GetState(amsgrad).Keys.Order());
        state["exp_avg"][1] = 7;
        Assert.NotEqual(7, optimizer.GetState(plain)["exp_avg"][1]);
    }

    [Fact]
    public void Momentum_is_a_buffer_and_plain_gradient_descent_keeps_nothing()
    {
        Parameter<float> heavy = new("heavy", 1) { HasGradient = true };
        Parameter<float> plain = new("plain", 1) { HasGradient = true };
        using Sgd<float> optimizer = new(new ParameterGroup<float, SgdOptions>([heavy], new() { Momentum = 0.5 }), new ParameterGroup<float, SgdOptions>([plain], new()));
        heavy.Gradient[0] = 3;
        optimizer.Step();

        Assert.Equal([3f], optimizer.GetState(heavy)["momentum_buffer"]);
        Assert.Empty(optimizer.GetState(plain));
    }

    [Fact]
    public void The_sum_of_Adagrad_starts_where_its_options_say_before_any_step_and_they_cannot_say_otherwise_later()
    {
        Parameter<float> present = new("present", 3) { HasGradient = true };
        Parameter<float> absent = new("absent", 2);
        present.Gradient[0] = 2;
        using Adagrad<float> optimizer = new([present, absent], new() { InitialAccumulator = 0.5 });
        Assert.Equal([0.5f, 0.5f, 0.5f], optimizer.GetState("present")["sum"]);
        Assert.StartsWith(
            "The new options start from another state",
            Assert.Throws<ArgumentException>(() => optimizer.Groups[0].Options = optimizer.Groups[0].Options with { InitialAccumulator = 7 }).Message,
            StringComparison.Ordinal);

        optimizer.Step();

        Assert.Equal([4.5f, 0.5f, 0.5f], optimizer.GetState("present")["sum"]);
        Assert.Equal([0.5f, 0.5f], optimizer.GetState("absent")["sum"]);
        Assert.Throws<ArgumentException>(() => optimizer.GetState("stranger"));
    }

    [Fact]
    public void State_of_a_stranger_or_after_disposal_is_refused()
    {
        Parameter<float> own = new("own", 1);
        Adam<float> optimizer = new([own]);

        Assert.Throws<ArgumentException>(() => optimizer.GetState(new Parameter<float>("own", 1)));
        optimizer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => optimizer.GetState(own));
    }
}
