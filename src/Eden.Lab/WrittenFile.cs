using Eden.Checkpoints;

namespace Eden.Lab;

/// <summary>A file that a command writes.</summary>
internal static class WrittenFile
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
        catch (Exception exception) when (FilePath.IsRefusal(exception))
        {
            throw new InputException(MessageOf(path, exception), exception);
        }
    }

    /// <summary>What is told of a file that cannot be written.</summary>
    /// <param name="path">The file, as the user gave it.</param>
    /// <param name="exception">What the system says.</param>
    public static string MessageOf(string path, Exception exception)
    {
        ArgumentNullException.ThrowIfNull(path);
        return $"cannot write '{Printable.Of(path, int.MaxValue)}': {FilePath.ReasonOf(path, exception)}";
    }
}
