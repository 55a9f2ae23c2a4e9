namespace Eden.Tests.Support;

/// <summary>Tests that are run again in child processes, under each instruction set.</summary>
internal static class Suite
{
    public const string Trait = "Suite";
    public const string Kernels = "Kernels";
}
