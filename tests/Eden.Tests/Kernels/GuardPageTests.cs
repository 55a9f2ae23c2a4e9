using System.Numerics;
using Eden.Kernels;
using Eden.Tests.Support;

namespace Eden.Tests.Kernels;

/// <summary>A step touches its elements and nothing beside them, and only reads gradients: anything else ends the test
/// process.</summary>
[Trait(Suite.Trait, Suite.Kernels)]
public unsafe class GuardPageTests
{
    private const string LinuxOnly = "The guard pages use Linux's mmap flags.";

    private static readonly OptimizerOptions[] OneOfEachStateCount =
    [
        new SgdOptions(),
        new SgdOptions { Momentum = 0.9 },
        new AdamWOptions(),
        new AdamOptions { AmsGrad = true, L2Penalty = 0.1 },
    ];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Spans_of_every_length_beside_a_guard_page_are_updated_in_every_width(bool atEnd)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), LinuxOnly);
        for (int length = 0; length <= 67; length++)
        {
            foreach (OptimizerOptions options in OneOfEachStateCount)
            {
                CheckSpans<float>(options, length, atEnd);
                CheckSpans<double>(options, length, atEnd);
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Wrapped_parameters_beside_a_guard_page_are_updated_in_every_width(bool atEnd)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), LinuxOnly);
        foreach (int length in (int[])[1, 7, 16, 17, 1023, 1024, 1025])
        {
            foreach (OptimizerOptions options in OneOfEachStateCount)
            {
                CheckParameter<float>(options, length, atEnd);
                CheckParameter<double>(options, length, atEnd);
            }
        }
    }

    private static void CheckSpans<T>(OptimizerOptions options, int length, bool atEnd)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Problem problem = new(options, length, Steps: 1, Seed: 7);
        ProblemData<T> data = problem.Generate<T>();
        Outcome<T> expected = Runs.WithSpans(problem, data, LaneWidth.Scalar);
        foreach (LaneWidth width in Lanes.Widths)
        {
            using GuardedMemory<T> value = Copy(data.Initial, atEnd);
            using GuardedMemory<T> gradient = Copy(data.Gradients[0], atEnd);
            gradient.ForbidWriting();
            GuardedMemory<T>[] state = [.. Enumerable.Range(0, options.StateCount).Select(_ => new GuardedMemory<T>(length, atEnd))];
            Span<T> State(int i) => i < state.Length ? state[i].Span : default;
            Fused.Run(value.Span, gradient.Span, State(0), State(1), State(2), 1, options, data.Multipliers[0], width);
            Bits.AssertEqual<T>(expected.Values[0], value.Span, problem, $"{width}");
            Array.ForEach(state, memory => memory.Dispose());
        }
    }

    private static void CheckParameter<T>(OptimizerOptions options, int length, bool atEnd)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Problem problem = new(options, length, Steps: 1, Seed: 7);
        ProblemData<T> data = problem.Generate<T>();
        Outcome<T> expected = Runs.WithSpans(problem, data, LaneWidth.Scalar);
        foreach (LaneWidth width in Lanes.Widths)
        {
            using GuardedMemory<T> value = Copy(data.Initial, atEnd);
            using GuardedMemory<T> gradient = Copy(data.Gradients[0], atEnd);
            gradient.ForbidWriting();
            using Parameter<T> parameter = Parameter<T>.Wrap("p", value.Pointer, gradient.Pointer, length);
            using Optimizer<T> optimizer = Runs.Create([parameter], options);
            optimizer.LaneWidth = width;
            optimizer.Groups[0].ScheduleMultiplier = data.Multipliers[0];
            optimizer.Step();
            Bits.AssertEqual<T>(expected.Values[0], value.Span, problem, $"{width}");
        }
    }

    private static GuardedMemory<T> Copy<T>(T[] elements, bool atEnd)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        GuardedMemory<T> memory = new(elements.Length, atEnd);
        elements.CopyTo(memory.Span);
        return memory;
    }
}
