using Eden.Tests.Support;

namespace Eden.Tests.Family;

public class CautiousTests
{
    [Fact]
    public void Only_elements_whose_update_agrees_with_the_gradient_move_and_they_make_up_for_the_others()
    {
        Parameter<double> parameter = new("p", 4) { HasGradient = true };
        using Lion<double> optimizer = new([parameter], new() { LearningRate = 1, Beta1 = 0.5, Beta2 = 0.5, Cautious = true });
        ((double[])[1, 1, 1, 1]).CopyTo(parameter.Gradient);
        optimizer.Step();
        Assert.Equal([-1, -1, -1, -1], parameter.Value.ToArray());

        // m is ½: the direction ½·½ + ½·g is against g in the last three elements, where g is −0.1.
        ((double[])[1, -0.1, -0.1, -0.1]).CopyTo(parameter.Gradient);
        optimizer.Step();
        Assert.Equal([-5, -1, -1, -1], parameter.Value.ToArray());
    }

    [Fact]
    public void The_share_counts_as_at_least_a_thousandth()
    {
        Parameter<double> parameter = new("p", 4000) { HasGradient = true };
        using Lion<double> optimizer = new([parameter], new() { LearningRate = 1, Cautious = true });
        parameter.Gradient[7] = 1;
        optimizer.Step();
        Assert.Equal(-1000, parameter.Value[7]);
    }

    [Fact]
    public void The_mask_looks_at_each_parameter_by_itself()
    {
        Parameter<float> half = Parameter<float>.Wrap("half", new float[2], new float[] { 1, 0 });
        Parameter<float> whole = Parameter<float>.Wrap("whole", new float[2], new float[] { 1, 1 });
        using Lion<float> optimizer = new([half, whole], new() { LearningRate = 1, Cautious = true });
        optimizer.Step();
        Assert.Equal([-2, 0], half.Value.ToArray());
        Assert.Equal([-1, -1], whole.Value.ToArray());
    }

    [Fact]
    public void Clearing_gradients_after_the_step_does_not_disturb_the_count()
    {
        Parameter<float> parameter = Parameter<float>.Wrap("p", new float[2], new float[] { 1, 0 });
        using Lion<float> optimizer = new([parameter], new() { LearningRate = 1, Cautious = true }) { GradientOptions = new() { ClearAfterStep = true } };
        optimizer.Step();
        Assert.Equal([-2, 0], parameter.Value.ToArray());
        Assert.Equal([0, 0], parameter.Gradient.ToArray());
    }

    [Fact]
    public void A_nan_spoils_its_own_element_and_no_count()
    {
        float[] Step(Eden.Kernels.LaneWidth width)
        {
            float[] gradient = [.. Enumerable.Range(0, 67).Select(i => i % 7 == 3 ? float.NaN : 1f)];
            Parameter<float> parameter = Parameter<float>.Wrap("p", new float[67], gradient);
            using AdamW<float> optimizer = new([parameter], new() { Cautious = true }) { LaneWidth = width };
            optimizer.Step();
            return parameter.Value.ToArray();
        }

        float[] expected = Step(Eden.Kernels.LaneWidth.Scalar);
        for (int i = 0; i < 67; i++)
        {
            Assert.Equal(i % 7 == 3, float.IsNaN(expected[i]));
        }

        foreach (Eden.Kernels.LaneWidth width in Lanes.Widths)
        {
            Bits.AssertEqual<float>(expected, Step(width), "NaN", $"{width}");
        }
    }
}
