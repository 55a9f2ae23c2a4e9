namespace Eden.Lab;

/// <summary>Something that a user gave is wrong: a file, a value, an interpreter. The message is one line that says what is
/// wrong, where, and what to do; a program shows it and exits with code 2.</summary>
public sealed class InputException : Exception
{
    /// <summary>Makes an exception with a message for the user.</summary>
    /// <param name="message">One line.</param>
    /// <param name="innerException">What led to it.</param>
    public InputException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
