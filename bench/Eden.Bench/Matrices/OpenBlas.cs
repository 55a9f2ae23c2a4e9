using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Eden.Bench.Matrices;

/// <summary>The rival: Debian's OpenBLAS with its own threads (<c>apt-get install libopenblas0-pthread</c>).</summary>
/// <remarks>Version 0.3.21 does not know newer processors and would take its AVX2 kernels there, which are half as fast. It is told to take
/// those for AVX-512, and not to let its threads spin for longer than 2²⁰ cycles after a call: they would take a core from what is
/// measured next.</remarks>
internal static unsafe partial class OpenBlas
{
    private const string Library = "/usr/lib/x86_64-linux-gnu/openblas-pthread/libopenblas.so.0";
    private const int RowMajor = 101;
    private const int NoTranspose = 111;
    private const int Transpose = 112;

    static OpenBlas()
    {
        // The environment of the process, which the library reads when it is loaded; .NET's own is a copy.
        _ = SetVariable("OPENBLAS_THREAD_TIMEOUT", "20", 1);
        if (Vector512.IsHardwareAccelerated)
        {
            _ = SetVariable("OPENBLAS_CORETYPE", "SkylakeX", 1);
        }
    }

    [LibraryImport(Library, EntryPoint = "openblas_set_num_threads")]
    public static partial void SetThreads(int threads);

    /// <summary>C ← A·B of row-major matrices, or C ← Aᵀ·B.</summary>
    public static void Multiply(int rows, int columns, int depth, float* a, bool transposesA, float* b, float* c) =>
        Sgemm(RowMajor, transposesA ? Transpose : NoTranspose, NoTranspose, rows, columns, depth, 1, a, transposesA ? rows : depth, b, columns, 0, c, columns);

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrites);

    [LibraryImport(Library, EntryPoint = "cblas_sgemm")]
    private static partial void Sgemm(int order, int transposeA, int transposeB, int m, int n, int k, float alpha, float* a, int lda, float* b, int ldb, float beta, float* c, int ldc);
}
