using Eden.Lab;

namespace Eden.Cli;

/// <summary>The one place that turns what went wrong into a line on standard error and an exit code.</summary>
internal static class Faults
{
    private const string DebugVariable = "EDEN_DEBUG";

    /// <summary>Runs a verb and sees to it that no exception leaves the program.</summary>
    public static int Guard(Func<int> verb)
    {
        try
        {
            return verb();
        }
        catch (InputException exception)
        {
            return Report(exception.Message);
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Interrupted;
        }
#pragma warning disable CA1031 // The last resort: whatever it is, a user gets one line and not a stack trace.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return ReportFault(exception);
        }
    }

    /// <summary>Reports a mistake of the user's.</summary>
    public static int Report(string message)
    {
        Console.Error.WriteLine($"eden: {OneLine(message)}");
        return ExitCode.BadInput;
    }

    private static int ReportFault(Exception exception)
    {
        bool debug = Environment.GetEnvironmentVariable(DebugVariable) == "1";
        string advice = debug ? "" : $" Please report it with the command you ran and what it prints under {DebugVariable}=1.";
        Console.Error.WriteLine($"eden: internal error: {OneLine(exception.Message)} ({exception.GetType().Name}).{advice}");
        if (debug)
        {
            Console.Error.WriteLine(exception);
        }

        return ExitCode.InternalError;
    }

    private static string OneLine(string message) => message.ReplaceLineEndings(" ");
}
