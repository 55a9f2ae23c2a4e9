namespace Eden.Lab;

/// <summary>Something that a user gave is wrong: a file, a value, an interpreter. The message is one line that says what is
/// wrong, where, and what to do; a program shows it and exits with code 2.</summary>
internal class InputException(string message, Exception? innerException = null) : Exception(message, innerException);
