namespace Eden.Tests.Support;

/// <summary>Tests that are run again: the kernel tests in child processes under each instruction set, and all of these on Arm64.</summary>
internal static class Suite
{
    public const string Trait = "Suite";
    public const string Kernels = "Kernels";

    /// <summary>Recorded results, which <c>tests/arm64/run</c> looks for on Arm64 too.</summary>
    public const string Bits = "Bits";
}
