namespace Eden.Checkpoints;

/// <summary>A checkpoint cannot be read, written or loaded. The message is one line: the file, the place, the fault, the
/// remedy.</summary>
public sealed class CheckpointException : Exception
{
    /// <summary>Makes an exception.</summary>
    /// <param name="message">The message, one line.</param>
    public CheckpointException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception with the one that caused it.</summary>
    /// <param name="message">The message, one line.</param>
    /// <param name="innerException">The cause.</param>
    public CheckpointException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
