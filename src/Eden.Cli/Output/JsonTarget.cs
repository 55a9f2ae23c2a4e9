using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Eden.Lab;

namespace Eden.Cli.Output;

/// <summary>
/// Where <c>--json</c> writes: a file, or with <c>-</c> standard output. A file appears whole or not at all: it is written
/// beside its place and renamed. It is opened before the work starts, so that a path that cannot be written costs no run.
/// </summary>
internal sealed class JsonTarget : IDisposable
{
    private readonly string _path;
    private readonly string? _temporary;
    private readonly Stream _stream;

    private JsonTarget(string path, string? temporary, Stream stream)
    {
        _path = path;
        _temporary = temporary;
        _stream = stream;
    }

    /// <summary>Whether JSON goes to standard output, where nothing else may then be written.</summary>
    public bool IsStandardOutput => _path == "-";

    /// <summary>The option <c>--json</c>.</summary>
    public static Option<string?> CreateOption() => new("--json")
    {
        Description = "Write the result as JSON to this file; - writes it to standard output, alone",
        HelpName = "file",
    };

    /// <summary>Opens the target.</summary>
    /// <param name="path">What the user gave to <c>--json</c>.</param>
    /// <exception cref="InputException">The path cannot be written.</exception>
    public static JsonTarget Open(string path)
    {
        if (path == "-")
        {
            return new JsonTarget(path, temporary: null, Console.OpenStandardOutput());
        }

        if (path.Length == 0)
        {
            throw new InputException("--json has an empty file name; give a file, or - for standard output");
        }

        return Try(path, () =>
        {
            string target = (File.Exists(path) ? new FileInfo(path).ResolveLinkTarget(returnFinalTarget: true)?.FullName : null) ?? Path.GetFullPath(path);
            if (IsDevice(path))
            {
                return new JsonTarget(path, temporary: null, new FileStream(path, FileMode.Open, FileAccess.Write));
            }

            if (Directory.Exists(target))
            {
                throw new InputException($"cannot write '{path}': it is a directory; give the name of a file");
            }

            string temporary = Path.Combine(Path.GetDirectoryName(target)!, $".{Path.GetFileName(target)}.{Path.GetRandomFileName()}");
            return new JsonTarget(target, temporary, new FileStream(temporary, FileMode.CreateNew, FileAccess.Write));
        });
    }

    /// <summary>Writes the result and puts the file in its place.</summary>
    /// <exception cref="InputException">The disk refuses it.</exception>
    public void Write<T>(T result, JsonTypeInfo<T> type) => Try(_path, () =>
    {
        JsonSerializer.Serialize(_stream, result, type);
        _stream.WriteByte((byte)'\n');
        _stream.Dispose();
        if (_temporary is not null)
        {
            File.Move(_temporary, _path, overwrite: true);
        }

        return _path;
    });

    /// <summary>Closes the target; what was not written completely is removed.</summary>
    public void Dispose()
    {
        _stream.Dispose();
        if (_temporary is not null)
        {
            File.Delete(_temporary);
        }
    }

    /// <summary>Pipes and devices have no place to rename to: /dev/null, /dev/stdout, a shell's &gt;(command).</summary>
    private static bool IsDevice(string path) =>
        !OperatingSystem.IsWindows() && (path.StartsWith("/dev/", StringComparison.Ordinal) || path.StartsWith("/proc/", StringComparison.Ordinal));

    private static TResult Try<TResult>(string path, Func<TResult> action)
    {
        try
        {
            return action();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"cannot write '{path}': {exception.Message}", exception);
        }
    }
}
