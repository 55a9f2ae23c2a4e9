namespace Eden.Cli;

/// <summary>A verb was stopped by Ctrl-C or SIGTERM.</summary>
/// <param name="message">How far it came, and what is left of it.</param>
internal sealed class StoppedException(string message) : OperationCanceledException(message);
