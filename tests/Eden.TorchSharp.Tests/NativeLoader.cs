using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Eden.Torch.Tests;

/// <summary>
/// Lets TorchSharp 0.107 load on systems with an older libstdc++ than GCC 13's, such as Debian 12. Its library names the version
/// GLIBCXX_3.4.32 for one symbol that it never calls; the loader refuses it, and TorchSharp then reports a missing package. Here the copy
/// in the output folder has that version marked as weak: one byte.
/// </summary>
internal static class NativeLoader
{
    private const string Name = "libLibTorchSharp.so";

    // The ELF hash of "GLIBCXX_3.4.32", then 16 bits of flags: 0, or 2 for weak.
    private static readonly byte[] Required = [0x42, 0xf8, 0x97, 0x02, 0, 0];

    [ModuleInitializer]
    internal static void Prepare()
    {
        string? path = Directory.EnumerateFiles(AppContext.BaseDirectory, Name, SearchOption.AllDirectories).FirstOrDefault();
        if (path is null || !OperatingSystem.IsLinux() || NativeLibrary.TryLoad(path, out _))
        {
            return;
        }

        byte[] library = File.ReadAllBytes(path);
        int at = library.AsSpan().IndexOf(Required);
        if (at < 0 || library.AsSpan(at + 1).IndexOf(Required) >= 0)
        {
            return;
        }

        library[at + 4] = 2;

        // Replaced, not written to: it may be a link to the package's own file.
        string temporary = path + ".new";
        File.WriteAllBytes(temporary, library);
        File.Move(temporary, path, overwrite: true);
    }
}
