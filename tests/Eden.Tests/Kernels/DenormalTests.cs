using Eden.Kernels;
using Eden.Tests.Support;

namespace Eden.Tests.Kernels;

/// <summary>State that has decayed almost to denormal numbers becomes zero, exactly below its threshold, and only where nothing is
/// lost by it. Steps come so late that every correction of bias is 1.</summary>
[Trait(Suite.Trait, Suite.Kernels)]
public class DenormalTests
{
    private const long Late = 1_000_000_000;
    private const double Smallest = 1.17549435e-38f;

    // With a vector and a tail in every width.
    private const int Length = 35;

    /// <summary>Options, a state, and how many smallest normal numbers it must have not to be zeroed.</summary>
    private static readonly (OptimizerOptions Options, int State, double Threshold)[] Zeroed =
    [
        (new AdamOptions { LearningRate = 1 }, 0, 16),
        (new AdamOptions { LearningRate = 0.25 }, 0, 64),
        (new AdamOptions { LearningRate = 1e-20, Beta1 = 0.3 }, 0, 16e12),
        (new AdamOptions(), 1, 16),
        (new AdamOptions { AmsGrad = true }, 2, 16),
        (new AdamWOptions { LearningRate = 0.25, Nesterov = true, Beta1 = 0.5 }, 0, 128),
        (new NAdamOptions { LearningRate = 0.25, Beta1 = 0.5 }, 0, 128),
        (new NAdamOptions(), 1, 16),
        (new RAdamOptions { LearningRate = 0.25 }, 0, 64),
        (new RAdamOptions(), 1, 16),
        (new AdamaxOptions { LearningRate = 0.25 }, 0, 64),
        (new RmsPropOptions(), 0, 16),
        (new RmsPropOptions { Centered = true }, 1, 16),
        (new RmsPropOptions { LearningRate = 0.25, Momentum = 0.9 }, 1, 64),
        (new SgdOptions { LearningRate = 0.25, Momentum = 0.9 }, 0, 64),
        (new LionOptions { LearningRate = 0.25 }, 0, 16),
        (new ScheduleFreeAdamWOptions(), 1, 16),
    ];

    /// <summary>Options under which no state is zeroed, because √v + ε may be as small as a denormal number's root.</summary>
    private static readonly (OptimizerOptions Options, int State)[] Kept =
    [
        (new AdamOptions { LearningRate = 1, Epsilon = 0 }, 0),
        (new AdamOptions { Epsilon = 0 }, 1),
        (new AdamOptions { Epsilon = 1e-12 }, 1),
        (new AdamWOptions { Epsilon = 0, AmsGrad = true }, 2),
        (new NAdamOptions { Epsilon = 0 }, 1),
        (new RAdamOptions { Epsilon = 0 }, 1),
        (new AdamaxOptions { LearningRate = 1, Epsilon = 1e-32 }, 0),
        (new RmsPropOptions { Epsilon = 0 }, 0),
        (new RmsPropOptions { Epsilon = 0, Centered = true }, 1),
        (new ScheduleFreeAdamWOptions { Epsilon = 0 }, 1),
    ];

    [Fact]
    public void State_below_its_threshold_becomes_zero_and_at_it_decays_on()
    {
        foreach ((OptimizerOptions options, int state, double threshold) in Zeroed)
        {
            foreach (LaneWidth width in Lanes.Widths)
            {
                float least = (float)(threshold * Smallest);
                string where = $"{options}, state {state}, {width}";
                Assert.True(Step(options, width, state, MathF.BitDecrement(least), 0).All(x => x == 0), where);
                Assert.True(Step(options, width, state, least, 0).All(x => x > 0.2f * least), where);
                Assert.True(Step(options, width, state, float.NaN, 0).All(float.IsNaN), where);
            }
        }
    }

    [Fact]
    public void State_that_a_small_epsilon_leaves_visible_is_kept_however_small()
    {
        foreach ((OptimizerOptions options, int state) in Kept)
        {
            foreach (LaneWidth width in Lanes.Widths)
            {
                Assert.True(Step(options, width, state, (float)(4 * Smallest), 0).All(x => x > 2 * Smallest), $"{options}, state {state}, {width}");
            }
        }
    }

    [Fact]
    public void A_gradient_whose_square_is_denormal_enters_the_second_moment_only_where_epsilon_leaves_it_visible()
    {
        // (1 − β₂)g² is 1e-39, a denormal number.
        foreach (LaneWidth width in Lanes.Widths)
        {
            Assert.True(Step(new AdamOptions(), width, 1, 0, 1e-18f).All(v => v == 0), $"{width}");
            Assert.True(Step(new AdamOptions { Epsilon = 0 }, width, 1, 0, 1e-18f).All(v => v is > 0.99e-39f and < 1.01e-39f), $"{width}");
        }
    }

    [Fact]
    public void Negative_moments_are_zeroed_by_their_size()
    {
        float least = (float)(16 * Smallest);
        foreach (LaneWidth width in Lanes.Widths)
        {
            Assert.True(Step(new AdamOptions { LearningRate = 1 }, width, 0, -MathF.BitDecrement(least), 0).All(x => x == 0), $"{width}");
            Assert.True(Step(new AdamOptions { LearningRate = 1 }, width, 0, -least, 0).All(x => x < 0), $"{width}");
        }
    }

    [Fact]
    public void A_weight_without_a_gradient_comes_to_rest()
    {
        // 0.5 to the power 122 is the threshold; one step later the moment is 0, and Lion's step of full size ends.
        float[] value = [0], m = [0];
        Fused.Run<float>(value, [1], m, default, default, 1, new LionOptions { LearningRate = 1, Beta2 = 0.5 }, 1);
        for (int step = 2; step < 200; step++)
        {
            Fused.Run<float>(value, [0], m, default, default, step, new LionOptions { LearningRate = 1, Beta2 = 0.5 }, 1);
        }

        Assert.Equal((-124, 0), (value[0], m[0]));
    }

    private static float[] Step(OptimizerOptions options, LaneWidth width, int state, float start, float gradient)
    {
        float[][] states = [.. Enumerable.Range(0, 3).Select(i => i < options.StateCount ? new float[Length] : [])];
        float[] gradients = new float[Length];
        Array.Fill(states[state], start);
        Array.Fill(gradients, gradient);
        Fused.Run<float>(new float[Length], gradients, states[0], states[1], states[2], Late, options, 1, width);
        return states[state];
    }
}
