using Eden.Lab;

namespace Eden.Cli.Output;

/// <summary>
/// A file that a verb writes. It appears whole or not at all: it is written beside its place and renamed. It is opened before
/// the work starts, so that a path that cannot be written costs no run.
/// </summary>
internal sealed class OutputFile : IDisposable
{
    private readonly string _path;
    private readonly string? _temporary;

    private OutputFile(string path, string? temporary, Stream stream)
    {
        _path = path;
        _temporary = temporary;
        Stream = stream;
    }

    /// <summary>Where the content goes.</summary>
    public Stream Stream { get; }

    /// <summary>Opens a file.</summary>
    /// <param name="path">What the user gave.</param>
    /// <param name="option">The option that it was given to.</param>
    /// <exception cref="InputException">The path cannot be written.</exception>
    public static OutputFile Open(string path, string option)
    {
        if (path.Length == 0)
        {
            throw new InputException($"{option} has an empty file name; give a file");
        }

        return WrittenFile.Try(path, () =>
        {
            string target = (File.Exists(path) ? new FileInfo(path).ResolveLinkTarget(returnFinalTarget: true)?.FullName : null) ?? Path.GetFullPath(path);
            if (IsDevice(path))
            {
                return new OutputFile(path, temporary: null, new FileStream(path, FileMode.Open, FileAccess.Write));
            }

            if (Directory.Exists(target))
            {
                // A file beside it could be opened, and would not take its place.
                throw new UnauthorizedAccessException($"{target} is a directory.");
            }

            string temporary = Path.Combine(Path.GetDirectoryName(target)!, $".{Path.GetFileName(target)}.{Path.GetRandomFileName()}");
            return new OutputFile(target, temporary, new FileStream(temporary, FileMode.CreateNew, FileAccess.Write));
        });
    }

    /// <summary>Refuses, before the work starts, a path that cannot be written later.</summary>
    /// <param name="path">What the user gave.</param>
    /// <param name="option">The option that it was given to.</param>
    /// <exception cref="InputException">It cannot.</exception>
    public static void Check(string path, string option) => Open(path, option).Dispose();

    /// <summary>Writes the content and puts the file in its place.</summary>
    /// <exception cref="InputException">The disk refuses it.</exception>
    public void Write(Action<Stream> write) => WrittenFile.Try(_path, () =>
    {
        write(Stream);
        Stream.Dispose();
        if (_temporary is not null)
        {
            File.Move(_temporary, _path, overwrite: true);
        }

        return _path;
    });

    /// <summary>Closes the file; what was not written completely is removed.</summary>
    public void Dispose()
    {
        Stream.Dispose();
        if (_temporary is not null)
        {
            File.Delete(_temporary);
        }
    }

    /// <summary>Pipes and devices have no place to rename to: /dev/null, /dev/stdout, a shell's &gt;(command).</summary>
    private static bool IsDevice(string path) =>
        !OperatingSystem.IsWindows() && (path.StartsWith("/dev/", StringComparison.Ordinal) || path.StartsWith("/proc/", StringComparison.Ordinal));
}
