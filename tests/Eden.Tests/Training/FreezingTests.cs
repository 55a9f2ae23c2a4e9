namespace Eden.Tests.Training;

public class FreezingTests
{
    [Fact]
    public void A_frozen_parameter_keeps_value_state_and_step_count_and_the_others_go_on()
    {
        Parameter<float> body = Filled("body", 40);
        Parameter<float> head = Filled("head", 3);
        using AdamW<float> optimizer = new([body, head]);
        optimizer.Step();
        float[] value = body.Value.ToArray();
        float[] moment = optimizer.GetState(body)["exp_avg"];
        body.IsFrozen = true;

        optimizer.Step();

        Assert.Equal(value, body.Value.ToArray());
        Assert.Equal(moment, optimizer.GetState(body)["exp_avg"]);
        Assert.Equal((1, 2), (optimizer.GetStepCount(body), optimizer.GetStepCount(head)));
    }

    [Fact]
    public void An_unfrozen_parameter_goes_on_as_one_whose_gradient_was_absent_meanwhile()
    {
        Assert.Equal(Train(parameter => parameter.HasGradient = false, parameter => parameter.HasGradient = true), Train(parameter => parameter.IsFrozen = true, parameter => parameter.IsFrozen = false));

        static float[] Train(Action<Parameter<float>> leaveOut, Action<Parameter<float>> goOn)
        {
            Parameter<float> parameter = Filled("p", 5);
            using AdamW<float> optimizer = new([parameter, Filled("other", 1)]);
            optimizer.Step();
            leaveOut(parameter);
            optimizer.Step();
            goOn(parameter);
            parameter.Gradient.Fill(1);
            optimizer.Step();
            return parameter.Value.ToArray();
        }
    }

    [Fact]
    public void A_frozen_gradient_counts_in_no_norm_refuses_no_step_and_can_be_cleared()
    {
        Parameter<double> frozen = Parameter<double>.Wrap("frozen", new double[1], new double[] { double.NaN });
        Parameter<double> moving = Parameter<double>.Wrap("moving", new double[1], new double[] { 3 });
        frozen.IsFrozen = true;
        using Sgd<double> optimizer = new([frozen, moving]) { GradientOptions = new() { MaxNorm = 10, NonFinite = NonFiniteGradients.Throw } };

        Assert.Equal(new StepResult(IsSkipped: false, 3), optimizer.Step());
        optimizer.ZeroGradients();
        Assert.Equal(0, frozen.Gradient[0]);
    }

    [Fact]
    public void A_skipped_step_clears_the_gradients_that_it_would_have_used_and_no_frozen_one()
    {
        Parameter<float> frozen = Filled("frozen", 1);
        Parameter<float> moving = Filled("moving", 1);
        frozen.IsFrozen = true;
        moving.Gradient[0] = float.NaN;
        using Sgd<float> optimizer = new([frozen, moving]) { GradientOptions = new() { NonFinite = NonFiniteGradients.SkipStep, ClearAfterStep = true } };

        Assert.True(optimizer.Step().IsSkipped);

        Assert.Equal((1f, 0f), (frozen.Gradient[0], moving.Gradient[0]));
    }

    private static Parameter<float> Filled(string name, int length)
    {
        Parameter<float> parameter = new(name, length) { HasGradient = true };
        parameter.Value.Fill(2);
        parameter.Gradient.Fill(1);
        return parameter;
    }
}
