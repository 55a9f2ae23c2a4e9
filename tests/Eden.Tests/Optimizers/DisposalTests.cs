namespace Eden.Tests.Optimizers;

public class DisposalTests
{
    [Fact]
    public void A_step_with_a_disposed_parameter_throws_and_changes_nothing()
    {
        Parameter<float>[] parameters = [Filled("a"), Filled("b"), Filled("c")];
        using AdamW<float> optimizer = new(new([parameters[0]], new()), new ParameterGroup<float, AdamWOptions>(parameters[1..], new()));
        optimizer.Step();
        float[][] before = [.. Snapshot(optimizer, parameters[0]), .. Snapshot(optimizer, parameters[1])];
        parameters[2].Dispose();
        Assert.Throws<ObjectDisposedException>(() => optimizer.Step());
        Assert.Equal(before, [.. Snapshot(optimizer, parameters[0]), .. Snapshot(optimizer, parameters[1])]);
        Assert.All(parameters, parameter => Assert.Equal(1, optimizer.GetStepCount(parameter)));
    }

    [Fact]
    public void A_disposed_parameter_is_refused_even_without_a_gradient()
    {
        Parameter<float> parameter = new("a", 3);
        using AdamW<float> optimizer = new([parameter]);
        parameter.Dispose();
        Assert.Throws<ObjectDisposedException>(() => optimizer.Step());
    }

    [Fact]
    public void A_disposed_optimizer_takes_no_step_and_leaves_the_parameters_usable()
    {
        Parameter<float> parameter = Filled("a");
        AdamW<float> optimizer = new([parameter]);
        optimizer.Step();
        float[] after = parameter.Value.ToArray();
        optimizer.Dispose();
        optimizer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => optimizer.Step());
        Assert.Equal(after, parameter.Value);
        Assert.Equal(1, optimizer.GetStepCount(parameter));
        using Adam<float> next = new([parameter]);
        next.Step();
        Assert.Equal(1, next.GetStepCount(parameter));
    }

    private static Parameter<float> Filled(string name)
    {
        Parameter<float> parameter = new(name, 3) { HasGradient = true };
        parameter.Value.Fill(1);
        parameter.Gradient.Fill(1);
        return parameter;
    }

    private static float[][] Snapshot(AdamW<float> optimizer, Parameter<float> parameter) =>
        [parameter.Value.ToArray(), optimizer.State(parameter, 0).ToArray(), optimizer.State(parameter, 1).ToArray()];
}
