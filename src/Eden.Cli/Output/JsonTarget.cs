using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Eden.Lab;

namespace Eden.Cli.Output;

/// <summary>Where <c>--json</c> writes: a file, or with <c>-</c> standard output.</summary>
internal sealed class JsonTarget : IDisposable
{
    private readonly OutputFile? _file;

    private JsonTarget(OutputFile? file) => _file = file;

    /// <summary>Whether JSON goes to standard output, where nothing else may then be written.</summary>
    public bool IsStandardOutput => _file is null;

    /// <summary>The option <c>--json</c>.</summary>
    public static Option<string?> CreateOption() => new("--json")
    {
        Description = "Write the result as JSON to this file; - means standard output",
        HelpName = "file",
    };

    /// <summary>Opens the target.</summary>
    /// <param name="path">What the user gave to <c>--json</c>.</param>
    /// <exception cref="InputException">The path cannot be written.</exception>
    public static JsonTarget Open(string path) => new(path == "-" ? null : OutputFile.Open(path));

    /// <summary>Writes the result; what goes wrong is noted.</summary>
    public void Write<T>(T result, JsonTypeInfo<T> type)
    {
        if (_file is not null)
        {
            _ = _file.Write(WriteTo);
        }
        else
        {
            WriteTo(StandardStreams.Output);
        }

        void WriteTo(Stream stream)
        {
            JsonSerializer.Serialize(stream, result, type);
            stream.WriteByte((byte)'\n');
        }
    }

    /// <summary>Closes the target; what was not written completely is removed.</summary>
    public void Dispose() => _file?.Dispose();
}
