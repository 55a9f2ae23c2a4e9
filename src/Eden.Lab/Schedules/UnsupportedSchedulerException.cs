namespace Eden.Lab.Schedules;

/// <summary>A recorded scheduler is sound, but Eden has no counterpart.</summary>
/// <param name="message">One line: where, and what it lacks.</param>
internal sealed class UnsupportedSchedulerException(string message) : InputException(message);
