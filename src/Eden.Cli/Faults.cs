using Eden.Lab;

namespace Eden.Cli;

/// <summary>The one place that turns what went wrong into a line on standard error and an exit code.</summary>
internal static class Faults
{
    private const string DebugVariable = "EDEN_DEBUG";

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
        catch (OperationCanceledException)
        {
            return ExitCode.Interrupted;
        }
        catch (IOException exception) when (exception.GetType() == typeof(IOException))
        {
            // Files that fail are named where they are opened; what is left is the output: a full disk behind a redirection.
            return Report($"cannot write the output: {exception.Message}", error);
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
        (error ?? Console.Error).WriteLine($"eden: {OneLine(message)}");
        return ExitCode.BadInput;
    }

    private static int ReportFault(Exception exception, TextWriter error)
    {
        bool debug = Environment.GetEnvironmentVariable(DebugVariable) == "1";
        string advice = debug ? "" : $" Please report it with the command you ran and what it prints under {DebugVariable}=1.";
        error.WriteLine($"eden: internal error: {OneLine(exception.Message)} ({exception.GetType().Name}).{advice}");
        if (debug)
        {
            error.WriteLine(exception);
        }

        return ExitCode.InternalError;
    }

    private static string OneLine(string message) => message.ReplaceLineEndings(" ");
}
