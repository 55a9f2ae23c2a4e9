using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Eden.Bench.Ladder;

/// <summary>The step in C++ (bench/native/adamw.cpp), built when the program starts, where there is g++.</summary>
internal static unsafe class NativeAdamW
{
    /// <summary>Tells the processes that BenchmarkDotNet starts where the library is; unset where there is none.</summary>
    private const string LibraryVariable = "EDEN_BENCH_NATIVE";

    private static readonly delegate* unmanaged<float*, float*, float*, float*, long, float, float, float, float, float, float, void> Function = Load();

    public static bool IsBuilt => Environment.GetEnvironmentVariable(LibraryVariable) is { Length: > 0 };

    /// <summary>Builds the library.</summary>
    /// <returns>The compiler's name and version, or null where there is no library.</returns>
    public static string? Build()
    {
        string library = Path.Combine(Repository.Root, "artifacts", "bench", "libadamw.so");
        Directory.CreateDirectory(Path.GetDirectoryName(library)!);
        string source = Path.Combine(Repository.Root, "bench", "native", "adamw.cpp");
        try
        {
            using Process build = Process.Start("g++", ["-O3", "-march=native", "-fno-math-errno", "-shared", "-fPIC", "-o", library, source]);
            build.WaitForExit();
            if (build.ExitCode != 0)
            {
                Console.WriteLine("g++ failed: the C++ rung is left out.");
                return null;
            }
        }
        catch (Win32Exception)
        {
            Console.WriteLine("There is no g++ here: the C++ rung is left out.");
            return null;
        }

        Environment.SetEnvironmentVariable(LibraryVariable, library);
        return $"g++ {Repository.Output("g++", "-dumpfullversion")}";
    }

    public static void Step(Streams streams, in AdamWScalars scalars) => Function(
        streams.Value,
        streams.Gradient,
        streams.State0,
        streams.State1,
        streams.Stride,
        scalars.OneMinusBeta1,
        scalars.Beta2,
        scalars.OneMinusBeta2,
        scalars.StepSize,
        scalars.Epsilon,
        scalars.Decay);

    private static delegate* unmanaged<float*, float*, float*, float*, long, float, float, float, float, float, float, void> Load() =>
        (delegate* unmanaged<float*, float*, float*, float*, long, float, float, float, float, float, float, void>)
        (IsBuilt ? NativeLibrary.GetExport(NativeLibrary.Load(Environment.GetEnvironmentVariable(LibraryVariable)!), "adamw_step") : 0);
}
