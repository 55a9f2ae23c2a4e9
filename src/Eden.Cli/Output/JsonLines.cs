using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Eden.Lab;

namespace Eden.Cli.Output;

/// <summary>Lines of JSON, each written when it is known: to a file, or with <c>-</c> to standard output.</summary>
internal sealed class JsonLines : IDisposable
{
    private readonly string _path;
    private readonly Stream _stream;

    private JsonLines(string path, Stream stream)
    {
        _path = path;
        _stream = stream;
    }

    /// <summary>Whether they go to standard output, where nothing else may then be written.</summary>
    public bool IsStandardOutput => _path == "-";

    /// <summary>Opens the file, before the work starts.</summary>
    /// <exception cref="InputException">It cannot be written.</exception>
    public static JsonLines Open(string path) => path.Length == 0
        ? throw new InputException("--json has an empty file name; give a file, or - for standard output")
        : new JsonLines(path, path == "-" ? Console.OpenStandardOutput() : OutputFile.Try(path, () => new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read)));

    /// <summary>Writes a line.</summary>
    /// <exception cref="InputException">The disk refuses it.</exception>
    public void Write<T>(T value, JsonTypeInfo<T> type) => _ = OutputFile.Try(_path, () =>
    {
        byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(value, type), (byte)'\n'];
        _stream.Write(line);
        _stream.Flush();
        return line;
    });

    public void Dispose() => _stream.Dispose();
}
