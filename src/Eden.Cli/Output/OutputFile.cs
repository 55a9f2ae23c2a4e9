using Eden.Checkpoints;
using Eden.Lab;

namespace Eden.Cli.Output;

/// <summary>
/// A file that a verb writes. It appears whole or not at all. It is opened before the work starts, so that a path that cannot be
/// written costs no run. What goes wrong later is noted and ends nothing: the work is done, and other outputs may hold it.
/// </summary>
internal sealed class OutputFile : IDisposable
{
    private readonly string _path;
    private readonly AtomicFile? _file;
    private readonly Stream? _device;

    private OutputFile(string path, AtomicFile? file, Stream? device)
    {
        (_path, _file, _device) = (path, file, device);

        // A second Ctrl-C ends the process without a Dispose.
        AppDomain.CurrentDomain.ProcessExit += OnExit;
    }

    /// <summary>Opens a file. Devices and pipes have no place to rename to: /dev/null, /dev/stdout, a shell's &gt;(command).</summary>
    /// <param name="path">What the user gave.</param>
    /// <exception cref="InputException">The path cannot be written.</exception>
    public static OutputFile Open(string path) => WrittenFile.Try(path, () => FileIdentity.Of(path) is { IsSpecial: true }
        ? new OutputFile(path, null, new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0))
        : new OutputFile(path, AtomicFile.Open(path), null));

    /// <summary>Refuses, before the work starts, a path that cannot be replaced later.</summary>
    /// <param name="path">What the user gave.</param>
    /// <exception cref="InputException">It cannot.</exception>
    public static void Check(string path) => WrittenFile.Try(path, () => AtomicFile.Open(path)).Dispose();

    /// <summary>Writes the content and puts the file in its place.</summary>
    /// <returns>Whether that could be done; otherwise it was noted.</returns>
    public bool Write(Action<Stream> write)
    {
        try
        {
            if (_file is not null)
            {
                _file.Replace(write);
            }
            else
            {
                write(_device!);
            }

            return true;
        }
        catch (Exception exception) when (FilePath.IsRefusal(exception))
        {
            Faults.Note(WrittenFile.MessageOf(_path, exception));
            return false;
        }
    }

    /// <summary>Closes the file; what was not written completely is removed.</summary>
    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnExit;
        _file?.Dispose();
        _device?.Dispose();
    }

    private void OnExit(object? sender, EventArgs e) => _file?.Dispose();
}
