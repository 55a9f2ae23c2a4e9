using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Eden.Checkpoints;

/// <summary>Which file a path leads to, whatever it is called: two paths with one identity are one file, by a symbolic link, a hard link
/// or another spelling. .NET does not tell, so this asks the system.</summary>
/// <param name="Device">The file system.</param>
/// <param name="Number">The file in it.</param>
/// <param name="IsSpecial">Whether it is neither a regular file nor a directory: a device, a pipe, a socket.</param>
internal readonly partial record struct FileIdentity(ulong Device, ulong Number, bool IsSpecial)
{
    private const int CurrentDirectory = -100;
    private const uint TypeAndNumber = 0x101;
    private const int TypeMask = 0xF000;
    private const int DirectoryType = 0x4000;
    private const int RegularType = 0x8000;

    /// <summary>The identity of what a path leads to; null where there is nothing or the system does not tell.</summary>
    public static FileIdentity? Of(string path)
    {
        Span<byte> buffer = stackalloc byte[512];
        try
        {
            return OperatingSystem.IsLinux() ? OfLinux(path, buffer) : OperatingSystem.IsMacOS() ? OfMacOS(path, buffer) : OperatingSystem.IsWindows() ? OfWindows(path, buffer) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or EntryPointNotFoundException or DllNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Whether two paths are one file, or would be if they were written. Where the system does not tell, paths are compared as
    /// far as their links can be followed.</summary>
    public static bool IsSame(string path, string other) => KeyOf(path) is string key && key == KeyOf(other);

    /// <summary>What two paths to one file have in common; null for devices and pipes, which nothing replaces. A file that is not there
    /// is told by its directory and name.</summary>
    private static string? KeyOf(string path)
    {
        string target;
        try
        {
            target = FilePath.Follow(path);
        }
        catch (IOException)
        {
            target = Path.GetFullPath(path);
        }

        if (Of(target) is FileIdentity file)
        {
            return file.IsSpecial ? null : $"{file.Device}:{file.Number}";
        }

        string name = OperatingSystem.IsLinux() ? target : target.ToUpperInvariant();
        return Path.GetDirectoryName(target) is string directory && Of(directory) is FileIdentity parent
            ? $"{parent.Device}:{parent.Number}/{Path.GetFileName(name)}"
            : name;
    }

    /// <summary>Of struct statx, which is the same on every processor.</summary>
    private static unsafe FileIdentity? OfLinux(string path, Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            if (Statx(CurrentDirectory, path, 0, TypeAndNumber, start) != 0)
            {
                return null;
            }
        }

        // The device in two halves, of which no order matters.
        return Make(BinaryPrimitives.ReadUInt64LittleEndian(buffer[136..]), BinaryPrimitives.ReadUInt64LittleEndian(buffer[32..]), BinaryPrimitives.ReadUInt16LittleEndian(buffer[28..]));
    }

    /// <summary>Of struct stat with 64 bits for the number.</summary>
    private static unsafe FileIdentity? OfMacOS(string path, Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            if ((RuntimeInformation.ProcessArchitecture == Architecture.X64 ? StatInode64(path, start) : Stat(path, start)) != 0)
            {
                return null;
            }
        }

        return Make(BinaryPrimitives.ReadUInt32LittleEndian(buffer), BinaryPrimitives.ReadUInt64LittleEndian(buffer[8..]), BinaryPrimitives.ReadUInt16LittleEndian(buffer[4..]));
    }

    /// <summary>Of BY_HANDLE_FILE_INFORMATION. A directory cannot be opened this way and is told by its path.</summary>
    private static unsafe FileIdentity? OfWindows(string path, Span<byte> buffer)
    {
        using SafeFileHandle handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        fixed (byte* start = buffer)
        {
            return GetFileInformationByHandle(handle, start) == 0
                ? null
                : new FileIdentity(BinaryPrimitives.ReadUInt32LittleEndian(buffer[28..]), BinaryPrimitives.ReadUInt64LittleEndian(buffer[44..]), IsSpecial: false);
        }
    }

    private static FileIdentity Make(ulong device, ulong number, int mode) => new(device, number, (mode & TypeMask) is not (RegularType or DirectoryType));

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static unsafe partial int Statx(int directory, string path, int flags, uint mask, byte* buffer);

    [LibraryImport("libc", EntryPoint = "stat", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static unsafe partial int Stat(string path, byte* buffer);

    [LibraryImport("libc", EntryPoint = "stat$INODE64", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static unsafe partial int StatInode64(string path, byte* buffer);

    [LibraryImport("kernel32")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static unsafe partial int GetFileInformationByHandle(SafeFileHandle file, byte* information);
}
