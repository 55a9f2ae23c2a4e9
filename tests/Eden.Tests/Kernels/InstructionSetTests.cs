using System.Runtime.InteropServices;
using Eden.Kernels;
using Eden.Tests.Optimizers;
using Eden.Tests.Support;

namespace Eden.Tests.Kernels;

/// <summary>Runs the kernel tests again in child processes: with instruction sets switched off, and with a width forced.
/// This class is not among the tests that a child runs.</summary>
public class InstructionSetTests
{
    private const int LeastKernelTests = 50;

    private static readonly string[] KernelTests = ["--filter-trait", $"{Suite.Trait}={Suite.Kernels}", "--minimum-expected-tests", $"{LeastKernelTests}"];

    private static readonly string[] SelectionTests = ["--filter-class", typeof(LaneSelectionTests).FullName!, "--filter-class", typeof(AllocationTests).FullName!, "--minimum-expected-tests", "6"];

    public static TheoryData<string> SupportedWidths => [.. Lanes.Supported];

    [Theory]
    [InlineData("DOTNET_EnableHWIntrinsic", "scalar")]
    [InlineData("DOTNET_EnableAVX2", "128")]
    [InlineData("DOTNET_EnableAVX512", "256")]
    public void All_kernel_tests_pass_with_an_instruction_set_switched_off(string knob, string widest)
    {
        Assert.SkipUnless(RuntimeInformation.ProcessArchitecture == Architecture.X64, "The instruction sets are those of x64.");
        string expected = Lanes.Supported.Contains(widest) ? widest : Lanes.Supported[^1];
        AssertPassed(ChildRun.Start(KernelTests, (knob, "0"), (ChildRun.ExpectedLanes, expected), (ChildRun.ExpectedDigest, LaneSelectionTests.Digest(LaneWidth.Scalar))));
    }

    [Theory]
    [MemberData(nameof(SupportedWidths))]
    public void A_forced_width_is_used(string width) =>
        AssertPassed(ChildRun.Start(SelectionTests, (Lanes.EnvironmentVariable, width), (ChildRun.ExpectedLanes, width), (ChildRun.ExpectedDigest, LaneSelectionTests.Digest(LaneWidth.Scalar))));

    [Fact]
    public void An_empty_variable_forces_nothing() =>
        AssertPassed(ChildRun.Start(SelectionTests, (Lanes.EnvironmentVariable, string.Empty), (ChildRun.ExpectedLanes, Lanes.Supported[^1])));

    [Theory]
    [InlineData("64")]
    [InlineData("Scalar")]
    [InlineData("avx2")]
    public void An_unknown_width_is_refused_by_name(string width)
    {
        ChildRun child = ChildRun.Start(SelectionTests, (Lanes.EnvironmentVariable, width));
        AssertRefused(child, $"EDEN_LANES is '{width}'; it must be one of {string.Join(", ", Lanes.Supported)}, the widths of this processor.");
    }

    [Fact]
    public void A_width_that_the_processor_lacks_is_refused_by_name()
    {
        ChildRun child = ChildRun.Start(SelectionTests, ("DOTNET_EnableHWIntrinsic", "0"), (Lanes.EnvironmentVariable, "512"));
        AssertRefused(child, "EDEN_LANES is '512'; it must be one of scalar, the widths of this processor.");
    }

    [Theory]
    [InlineData("0")]
    [InlineData("1025")]
    [InlineData("abc")]
    public void A_number_of_threads_that_is_none_is_refused_by_name(string threads)
    {
        ChildRun child = ChildRun.Start(SelectionTests, (EngineOptions.ThreadsVariable, threads));
        AssertRefused(child, $"EDEN_THREADS is '{threads}'; it must be a whole number from 1 to 1024.");
    }

    private static void AssertPassed(ChildRun child) => Assert.True(child.ExitCode == 0, child.Output);

    private static void AssertRefused(ChildRun child, string message)
    {
        Assert.True(child.ExitCode != 0, child.Output);
        Assert.Contains($"{nameof(System)}.{nameof(InvalidOperationException)} : {message}", child.Output, StringComparison.Ordinal);
    }
}
