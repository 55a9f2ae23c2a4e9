using Eden.Lab.Recordings;

namespace Eden.Lab;

/// <summary>A file that a command writes.</summary>
public static class WrittenFile
{
    /// <summary>Does what may fail on a disk, and turns what goes wrong into a message for the user.</summary>
    /// <param name="path">The file, as the user gave it.</param>
    /// <param name="action">What opens or writes it.</param>
    /// <typeparam name="TResult">What the action returns.</typeparam>
    /// <returns>The action's result.</returns>
    /// <exception cref="InputException">It fails.</exception>
    public static TResult Try<TResult>(string path, Func<TResult> action)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(action);
        try
        {
            return action();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"cannot write '{Printable.Of(path, int.MaxValue)}': {ReasonOf(path, exception)}", exception);
        }
    }

    /// <summary>The system says of a directory that access is denied, which sends a user to look for rights.</summary>
    private static string ReasonOf(string path, Exception exception) => exception switch
    {
        UnauthorizedAccessException when Directory.Exists(path) => "it is a directory; give the name of a file",
        DirectoryNotFoundException => $"there is no directory '{Printable.Of(Path.GetDirectoryName(Path.GetFullPath(path)) ?? path, int.MaxValue)}'; make it, or give another file",
        _ => Printable.Of(exception.Message, int.MaxValue),
    };
}
