using System.Security.Cryptography;

namespace Eden.Checkpoints;

/// <summary>
/// Replaces a file as a whole: the new content goes to a temporary file beside it, to the disk, and under the file's name. A
/// process killed at any instant leaves the old or the new file. What it leaves of a temporary file is removed by the next save
/// into the same directory. A symbolic link stays one: the file that it leads to is replaced.
/// </summary>
/// <remarks>A temporary file is locked as long as its writer lives; the system ends the lock with the process. So a lock that can be
/// had means that the file was left behind, also where several processes save into one directory.</remarks>
internal sealed class AtomicFile : IDisposable
{
    private const string Suffix = ".eden-tmp";
    private const int Attempts = 8;

    /// <summary>The lock of a file that several processes write: it lets in who takes the same.</summary>
    public const FileShare SharedLock = FileShare.ReadWrite | FileShare.Delete;

    // Unix knows one lock, which excludes everybody; Windows must let the file be removed while it is open.
    private static readonly FileShare Lock = OperatingSystem.IsWindows() ? FileShare.Delete : FileShare.None;

    private readonly string _target;
    private readonly string _directory;
    private readonly bool _isShared;
    private FileStream? _stream;

    private AtomicFile(string target, string directory, bool isShared)
    {
        _target = target;
        _directory = directory;
        _isShared = isShared;
        _stream = Create(directory, isShared);
    }

    /// <summary>Writes a file.</summary>
    /// <param name="path">The file; its directory must exist.</param>
    /// <param name="write">Writes the content.</param>
    /// <exception cref="CheckpointException">The file cannot be written. The old one, if there is one, stands as it was.</exception>
    public static void Write(string path, Action<FileStream> write) => Write(path, isShared: false, write);

    /// <inheritdoc cref="Write(string, Action{FileStream})"/>
    /// <param name="path">The file; its directory must exist.</param>
    /// <param name="isShared">Whether other processes write to the temporary file too, and whether its writer reads it.</param>
    /// <param name="write">Writes the content.</param>
    public static void Write(string path, bool isShared, Action<FileStream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            using AtomicFile file = Open(path, isShared);
            file.Replace(write);
        }
        catch (Exception exception) when (FilePath.IsRefusal(exception) || exception is NotSupportedException or ArgumentException)
        {
            throw new CheckpointException($"{Printable.Of(path, int.MaxValue)}: cannot be written: {FilePath.ReasonOf(path, exception)}", exception);
        }
    }

    /// <summary>Makes the temporary file, so that a path that cannot be written is known before there is content.</summary>
    /// <param name="path">The file; its directory must exist.</param>
    /// <param name="isShared">Whether other processes write to the temporary file too.</param>
    /// <exception cref="IOException">It cannot be written; the message may name the temporary file.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public static AtomicFile Open(string path, bool isShared = false)
    {
        string target = FilePath.Follow(path);
        string directory = Path.GetDirectoryName(target) ?? throw new IOException("it is a directory; give the name of a file");
        if (!Directory.Exists(directory))
        {
            throw new DirectoryNotFoundException($"there is no directory '{directory}'");
        }

        if (Directory.Exists(target))
        {
            throw new IOException("it is a directory; give the name of a file");
        }

        if (FileIdentity.Of(target) is { IsSpecial: true })
        {
            throw new IOException("it is a device or a pipe; give the name of a file");
        }

        RemoveLeftovers(directory);
        return new AtomicFile(target, directory, isShared);
    }

    /// <summary>Writes the content and gives it the file's name.</summary>
    /// <param name="write">Writes the content; called again where another program removes the temporary file.</param>
    /// <exception cref="IOException">It cannot be written; the message may name the temporary file.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public void Replace(Action<FileStream> write)
    {
        for (int attempt = 1; !TryReplace(write); attempt++)
        {
            if (attempt == Attempts)
            {
                throw new IOException("another program removes the temporary file beside it");
            }
        }

        DirectoryEntry.Flush(_directory);
    }

    /// <summary>Removes the temporary file, if it was not given its name.</summary>
    public void Dispose()
    {
        if (_stream is not null)
        {
            _stream.Dispose();
            TryDelete(_stream.Name);
            _stream = null;
        }
    }

    /// <summary>Writes the temporary file and gives it its name.</summary>
    /// <returns>Whether that was done. The lock has to end before the file gets its name, or readers would find it locked; in that
    /// moment another process can take it for a leftover.</returns>
    private bool TryReplace(Action<FileStream> write)
    {
        _stream ??= Create(_directory, _isShared);
        try
        {
            using (_stream)
            {
                write(_stream);
                _stream.Flush(flushToDisk: true);
            }

            File.Move(_stream.Name, _target, overwrite: true);
            _stream = null;
            return true;
        }
        catch (FileNotFoundException)
        {
            _stream = null;
            return false;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The name says nothing of the file's, which may be as long as a name can be.</summary>
    private static FileStream Create(string directory, bool isShared)
    {
        for (int attempt = 1; ; attempt++)
        {
            string path = Path.Combine(directory, $".{RandomNumberGenerator.GetHexString(16, lowercase: true)}{Suffix}");
            try
            {
                // Without a buffer, which could not be written when the file is closed.
                return new FileStream(path, FileMode.CreateNew, isShared ? FileAccess.ReadWrite : FileAccess.Write, isShared ? SharedLock : Lock, bufferSize: 0);
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
