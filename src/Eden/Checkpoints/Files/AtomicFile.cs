using System.Globalization;
using System.Security.Cryptography;

namespace Eden.Checkpoints;

/// <summary>
/// Replaces a file as a whole: the new content goes to a temporary file beside it, to the disk, and under the file's name. A
/// process killed at any instant leaves the old or the new file. What it leaves of a temporary file is removed by the next save
/// into the same directory.
/// </summary>
/// <remarks>A temporary file is locked as long as its writer lives; the system ends the lock with the process. So a lock that can be
/// had means that the file was left behind, also where several processes save into one directory.</remarks>
internal static class AtomicFile
{
    private const string Suffix = ".eden-tmp";
    private const int Attempts = 8;

    // Unix knows one lock, which excludes everybody; Windows must let the file be removed while it is open.
    private static readonly FileShare Lock = OperatingSystem.IsWindows() ? FileShare.Delete : FileShare.None;

    /// <summary>Writes a file.</summary>
    /// <param name="path">The file; its directory must exist.</param>
    /// <param name="write">Writes the content.</param>
    /// <exception cref="CheckpointException">The file cannot be written. The old one, if there is one, stands as it was.</exception>
    public static void Write(string path, Action<FileStream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            string target = Path.GetFullPath(path);
            string directory = Path.GetDirectoryName(target) ?? throw new IOException("it is the root directory");
            if (!Directory.Exists(directory))
            {
                throw new DirectoryNotFoundException($"there is no directory '{directory}'");
            }

            if (Directory.Exists(target))
            {
                throw new IOException("it is a directory; give the name of a file");
            }

            RemoveLeftovers(directory);
            for (int attempt = 1; !TryReplace(target, directory, write); attempt++)
            {
                if (attempt == Attempts)
                {
                    throw new IOException("another program removes the temporary file beside it");
                }
            }

            DirectoryEntry.Flush(directory);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new CheckpointException($"{Printable.Of(path, int.MaxValue)}: cannot be written: {Printable.Of(exception.Message)}", exception);
        }
    }

    /// <summary>Writes the temporary file and gives it its name.</summary>
    /// <returns>Whether that was done. The lock has to end before the file gets its name, or readers would find it locked; in that
    /// moment another process can take it for a leftover.</returns>
    private static bool TryReplace(string target, string directory, Action<FileStream> write)
    {
        (string temporary, FileStream stream) = Create(target, directory);
        try
        {
            using (stream)
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, target, overwrite: true);
            return true;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        catch
        {
            TryDelete(temporary);
            throw;
        }
    }

    private static (string Path, FileStream Stream) Create(string target, string directory)
    {
        for (int attempt = 1; ; attempt++)
        {
            string random = RandomNumberGenerator.GetHexString(16, lowercase: true);
            string path = Path.Combine(directory, string.Create(CultureInfo.InvariantCulture, $".{Path.GetFileName(target)}.{random}{Suffix}"));
            try
            {
                return (path, new FileStream(path, FileMode.CreateNew, FileAccess.Write, Lock, bufferSize: 0));
            }
            catch (IOException) when (attempt < Attempts)
            {
                // Another process looked whether this new file was left behind in the moment before the lock was taken; it may have
                // removed it since. What fails for another reason fails again.
                TryDelete(path);
            }
        }
    }

    private static void RemoveLeftovers(string directory)
    {
        foreach (string path in Directory.EnumerateFiles(directory, $".*{Suffix}"))
        {
            try
            {
                using FileStream mine = new(path, FileMode.Open, FileAccess.Write, Lock, bufferSize: 0);
                File.Delete(path);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // In use, gone already, or somebody else's to remove.
            }
        }
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The failure that led here is the one to report; the next save tries again.
        }
    }
}
