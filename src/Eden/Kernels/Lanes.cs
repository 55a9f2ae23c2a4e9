using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using Eden.Kernels;

namespace Eden;

/// <summary>
/// The registry of lane widths: how many bits a step computes on at once. The widest that the processor has is chosen when
/// the program starts; the environment variable <c>EDEN_LANES</c> (<c>scalar</c>, <c>128</c>, <c>256</c> or <c>512</c>)
/// forces one. All widths give the same bits.
/// </summary>
public static class Lanes
{
    /// <summary>The environment variable that forces a width.</summary>
    public const string EnvironmentVariable = "EDEN_LANES";

    private static readonly LaneWidth[] SupportedWidths = [.. FindSupported()];

    private static readonly string? Forced = Environment.GetEnvironmentVariable(EnvironmentVariable);

    /// <summary>Null where the variable forces what this processor does not have.</summary>
    private static readonly LaneWidth? Chosen = string.IsNullOrEmpty(Forced)
        ? SupportedWidths[^1]
        : SupportedWidths.Where(width => NameOf(width) == Forced).Select(width => (LaneWidth?)width).FirstOrDefault();

    /// <summary>The widths that this processor has, narrowest first, by the names that <c>EDEN_LANES</c> takes.</summary>
    public static IReadOnlyList<string> Supported { get; } = [.. SupportedWidths.Select(NameOf)];

    /// <summary>The width in use.</summary>
    /// <exception cref="InvalidOperationException"><c>EDEN_LANES</c> is set to something this processor does not
    /// have.</exception>
    public static string Current => NameOf(CurrentWidth);

    /// <summary>Why steps of this program are many times slower than they could be, and what to do about it; null where they are not.</summary>
    /// <remarks>Without a fused multiply-add in hardware each one is computed in software, to the same bits. A program that Native AOT
    /// compiled for old processors lacks it on every machine; the package's build target prevents that where
    /// <c>IlcInstructionSet</c> is not set.</remarks>
    public static string? Warning { get; } = Fma.IsSupported || AdvSimd.IsSupported
        ? null
        : RuntimeFeature.IsDynamicCodeCompiled
            ? "This processor has no fused multiply-add; steps compute it in software, many times slower."
            : "This program was compiled ahead of time without fused multiply-add; steps compute it in software, many times slower. Publish it with IlcInstructionSet set to x86-64-v3 or native.";

    internal static ReadOnlySpan<LaneWidth> Widths => SupportedWidths;

    internal static LaneWidth CurrentWidth => Chosen
        ?? throw new InvalidOperationException($"{EnvironmentVariable} is '{Forced}'; it must be one of {string.Join(", ", Supported)}, the widths of this processor.");

    private static string NameOf(LaneWidth width) => width == LaneWidth.Scalar ? "scalar" : $"{(int)width}";

    private static IEnumerable<LaneWidth> FindSupported()
    {
        yield return LaneWidth.Scalar;
        if (Vector128.IsHardwareAccelerated)
        {
            yield return LaneWidth.Bits128;
        }

        if (Vector256.IsHardwareAccelerated)
        {
            yield return LaneWidth.Bits256;
        }

        if (Vector512.IsHardwareAccelerated)
        {
            yield return LaneWidth.Bits512;
        }
    }
}
