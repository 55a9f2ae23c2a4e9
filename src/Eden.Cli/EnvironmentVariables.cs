
namespace Eden.Cli;

/// <summary>The environment variables that every verb reads.</summary>
internal static class EnvironmentVariables
{
    /// <summary>The variable that shows the stack of an unexpected error.</summary>
    public const string Debug = "EDEN_DEBUG";

    /// <summary>Whether stacks are shown.</summary>
    public static bool IsDebugging => Environment.GetEnvironmentVariable(Debug) == "1";

    /// <summary>What is wrong with the value of one, or <see langword="null"/>.</summary>
    public static string? FindFault()
    {
        if (Environment.GetEnvironmentVariable(Debug) is not (null or "" or "0" or "1") and string debug)
        {
            return $"{Debug} is '{Printable.Of(debug)}'; it must be 0 or 1";
        }

        try
        {
            _ = Lanes.Current;
            _ = new EngineOptions();
            return null;
        }
        catch (InvalidOperationException exception)
        {
            return Printable.Of(exception.Message.TrimEnd('.'), int.MaxValue);
        }
    }
}
