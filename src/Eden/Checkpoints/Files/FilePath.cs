namespace Eden.Checkpoints;

/// <summary>Where a path leads, and what can be told of the file there without opening it: to open a pipe would wait for whoever writes
/// to it, and a device may have no end.</summary>
internal static class FilePath
{
    /// <summary>The file that a path leads to, past symbolic links: a full path, also where a link leads to no file.</summary>
    /// <exception cref="IOException">The links lead in a circle.</exception>
    public static string Follow(string path)
    {
        // .NET resolves the link of a relative path from the root directory.
        string full = Path.GetFullPath(path);
        try
        {
            return File.ResolveLinkTarget(full, returnFinalTarget: true)?.FullName ?? full;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
        {
            return full;
        }
        catch (IOException exception) when (new FileInfo(full).LinkTarget is not null)
        {
            throw new IOException("it is a link that leads in a circle", exception);
        }
    }

    /// <summary>What keeps a file from being read, to follow its name; null where nothing is known to.</summary>
    /// <param name="path">The file.</param>
    /// <param name="length">Its bytes.</param>
    public static string? FaultOf(string path, out long length)
    {
        length = 0;
        string target;
        try
        {
            target = Follow(path);
        }
        catch (IOException)
        {
            return "is a link that leads in a circle";
        }

        if (Directory.Exists(target))
        {
            return "is a directory; name a file in it";
        }

        FileInfo file = new(target);
        if (!file.Exists)
        {
            return target == Path.GetFullPath(path) ? "there is no such file" : $"is a link to '{Printable.Of(target, int.MaxValue)}', which does not exist";
        }

        length = file.Length;
        return length == 0 ? "is empty or not a regular file; a pipe must be written to a file first" : null;
    }

    /// <summary>Whether an exception is the system's refusal to read or write. .NET makes an argument of a file that becomes larger than a
    /// file may be.</summary>
    public static bool IsRefusal(Exception exception) => exception is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException { ParamName: "value" };

    /// <summary>Why a file cannot be read or written, as the system says it but without a path: a message has named the file already as
    /// the user did, and the system may name a temporary one.</summary>
    /// <param name="path">The file.</param>
    /// <param name="exception">What the system says.</param>
    public static string ReasonOf(string path, Exception exception) => exception switch
    {
        UnauthorizedAccessException => Directory.Exists(path) ? "it is a directory; give the name of a file" : "access is denied",
        DirectoryNotFoundException => $"there is no directory '{Printable.Of(Path.GetDirectoryName(Follow(path)) ?? path, int.MaxValue)}'; make it, or give another file",
        PathTooLongException => "its name is too long",
        ArgumentOutOfRangeException => "it is larger than the system allows",
        _ => Printable.Of(WithoutPath(exception.Message), int.MaxValue),
    };

    private static string WithoutPath(string message)
    {
        int end = message.EndsWith('\'') ? message.IndexOf(" : '", StringComparison.Ordinal) : -1;
        return end < 0 ? message : message[..end];
    }
}
