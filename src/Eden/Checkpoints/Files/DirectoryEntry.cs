using System.Runtime.InteropServices;

namespace Eden.Checkpoints;

/// <summary>Brings the names in a directory to the disk. .NET opens no directories, so this asks the system.</summary>
internal static partial class DirectoryEntry
{
    /// <summary>Flushes a directory. Where the file system cannot (some network ones), a rename may be lost by a power failure, but
    /// never half done.</summary>
    public static void Flush(string directory)
    {
        // Windows writes renames through its journal and lets nobody flush a directory.
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        int descriptor = Open(directory, 0);
        if (descriptor >= 0)
        {
            _ = Synchronize(descriptor);
            _ = Close(descriptor);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int Synchronize(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int Close(int descriptor);
}
