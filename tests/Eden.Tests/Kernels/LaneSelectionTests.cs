using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Eden.Kernels;
using Eden.Tests.Support;

namespace Eden.Tests.Kernels;

/// <summary>Which width is in use, and that it gives the bits of every other. Child processes run this under each
/// instruction set and forced width.</summary>
[Trait(Suite.Trait, Suite.Kernels)]
public class LaneSelectionTests
{
    private static readonly OptimizerOptions[] DigestedOptions =
    [
        new AdamOptions { L2Penalty = 0.1 },
        new AdamOptions { Beta1 = 0.1, AmsGrad = true, Maximize = true },
        new AdamWOptions(),
        new AdamWOptions { DecayScaling = DecayScaling.ScheduleOnly, AmsGrad = true },
        new SgdOptions { LearningRate = 0.1 },
        new SgdOptions { LearningRate = 0.1, Momentum = 0.9, Dampening = 0.1, L2Penalty = 0.1 },
        new SgdOptions { LearningRate = 0.1, Momentum = 0.9, Nesterov = true, WeightDecay = 0.1 },
    ];

    [Fact]
    public void The_widest_width_is_in_use_unless_another_is_forced()
    {
        string? forced = Environment.GetEnvironmentVariable(Lanes.EnvironmentVariable);
        string expected = Environment.GetEnvironmentVariable(ChildRun.ExpectedLanes) ?? (string.IsNullOrEmpty(forced) ? Lanes.Supported[^1] : forced);
        Assert.Equal(expected, Lanes.Current);
        using AdamW<float> optimizer = new([new Parameter<float>("p", 1)]);
        Assert.Equal(Lanes.CurrentWidth, optimizer.LaneWidth);
    }

    [Fact]
    public void The_width_in_use_gives_the_bits_of_every_other_instruction_set()
    {
        string expected = Environment.GetEnvironmentVariable(ChildRun.ExpectedDigest) ?? Digest(LaneWidth.Scalar);
        Assert.Equal(expected, Digest(Lanes.CurrentWidth));
    }

    [Fact]
    public void Widths_are_listed_narrowest_first_and_scalar_always() =>
        Assert.Equal(Lanes.Supported, ((string[])["scalar", "128", "256", "512"])[..Lanes.Supported.Count]);

    /// <summary>A digest of all that the optimizers compute on fixed problems.</summary>
    internal static string Digest(LaneWidth width)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (OptimizerOptions options in DigestedOptions)
        {
            Problem problem = new(options, Length: 1001, Steps: 4, Seed: 1);
            foreach (float[] array in AllOf(Runs.WithOptimizer(problem, problem.Generate<float>(), width)))
            {
                hash.AppendData(MemoryMarshal.AsBytes<float>(array));
            }

            foreach (double[] array in AllOf(Runs.WithOptimizer(problem, problem.Generate<double>(), width)))
            {
                hash.AppendData(MemoryMarshal.AsBytes<double>(array));
            }
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private static IEnumerable<T[]> AllOf<T>(Outcome<T> outcome) => outcome.Values.Concat(outcome.States);
}
