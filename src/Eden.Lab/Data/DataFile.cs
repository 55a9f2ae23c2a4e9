using Eden.Checkpoints;

namespace Eden.Lab.Data;

/// <summary>Opens files of data, compressed by gzip or not.</summary>
internal static class DataFile
{
    /// <summary>Reads a file, and turns what goes wrong into a message for the user.</summary>
    /// <param name="path">The file; gzip is told by its first two bytes, not by its name.</param>
    /// <param name="read">Takes the decompressed stream.</param>
    /// <exception cref="InputException">The file cannot be read.</exception>
    public static TResult Read<TResult>(string path, Func<Stream, TResult> read) => Try(path, () =>
    {
        if (FilePath.FaultOf(path, out _) is string fault)
        {
            throw new InputException($"{Quote(path)} {fault}");
        }

        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16);
        using Stream content = Gzip.IsGzip(file) ? Gzip.Open(file) : file;
        return read(content);
    });

    /// <summary>The paths of a folder's files.</summary>
    /// <exception cref="InputException">The folder cannot be read.</exception>
    public static string[] List(string folder) => Try(folder, () => Directory.GetFiles(folder));

    /// <summary>A name in quotes, fit for a one-line message.</summary>
    public static string Quote(string name) => $"'{Printable.Of(name)}'";

    private static TResult Try<TResult>(string path, Func<TResult> read)
    {
        try
        {
            return read();
        }
        catch (EndOfStreamException exception)
        {
            throw new InputException($"{Quote(path)} is truncated: {Printable.Of(exception.Message)}", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"cannot read {Quote(path)}: {FilePath.ReasonOf(path, exception)}", exception);
        }
        catch (InvalidDataException exception)
        {
            throw new InputException($"{Quote(path)} is damaged: {Printable.Of(exception.Message)}", exception);
        }
    }
}
