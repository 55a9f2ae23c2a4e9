using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Eden.Kernels;

/// <summary>
/// Asks for memory before it is needed. The processor does so by itself, but not across pages, and what it finds there late waits
/// behind divisions (docs/LOG.md). To fetch past an end, or from no page at all, does no harm.
/// </summary>
internal static unsafe class Ahead
{
    /// <summary>Fetches a cache line; a loop asks for one that it comes to soon.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Fetch(void* address)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch1(address);
        }
    }
}
