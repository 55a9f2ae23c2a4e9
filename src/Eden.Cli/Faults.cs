using Eden.Cli.Output;
using Eden.Lab;

namespace Eden.Cli;

/// <summary>The one place that turns what went wrong into a line on standard error and an exit code.</summary>
internal static class Faults
{
    private static volatile bool _isNoted;

    /// <summary>Runs a verb and sees to it that no exception leaves the program.</summary>
    /// <param name="verb">What to run; its result is the exit code.</param>
    /// <param name="error">Where faults are reported; left out, standard error.</param>
    public static int Guard(Func<int> verb, TextWriter? error = null)
    {
        try
        {
            return verb();
        }
        catch (InputException exception)
        {
            return Report(exception.Message, error);
        }
        catch (OperationCanceledException exception)
        {
            _ = Report(exception is StoppedException ? exception.Message : "stopped; nothing was written", error);
            return ExitCode.Interrupted;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Files that fail are named where they are opened. What is left is the system's failure all the same.
            return Report(exception.Message, error);
        }
#pragma warning disable CA1031 // The last resort: whatever it is, a user gets one line and not a stack trace.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return ReportFault(exception, error ?? Console.Error);
        }
    }

    /// <summary>Reports a mistake of the user's.</summary>
    public static int Report(string message, TextWriter? error = null)
    {
        StandardStreams.Tell($"eden: {OneLine(message)}", error);
        return ExitCode.BadInput;
    }

    /// <summary>Reports a failure that does not end the work, such as that of one output among several. Any thread may.</summary>
    public static void Note(string message)
    {
        _isNoted = true;
        _ = Report(message);
    }

    /// <summary>The exit code of a run, in which failures that were noted count as well.</summary>
    /// <param name="code">What the verb returned.</param>
    public static int WithNotes(int code) => _isNoted && code is ExitCode.Success or ExitCode.CheckFailed ? ExitCode.BadInput : code;

    private static int ReportFault(Exception exception, TextWriter error)
    {
        bool debug = EnvironmentVariables.IsDebugging;
        string advice = debug ? "" : $" Please report it with your command and its output under {EnvironmentVariables.Debug}=1.";
        StandardStreams.Tell($"eden: internal error: {OneLine(exception.Message)} ({exception.GetType().Name}).{advice}", error);
        if (debug)
        {
            error.WriteLine(exception);
        }

        return ExitCode.InternalError;
    }

    private static string OneLine(string message) => message.ReplaceLineEndings(" ");
}
