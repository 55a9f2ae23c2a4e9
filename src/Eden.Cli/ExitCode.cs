namespace Eden.Cli;

/// <summary>What the exit code of every verb means.</summary>
internal static class ExitCode
{
    /// <summary>The verb did its work and every check held.</summary>
    public const int Success = 0;

    /// <summary>The verb did its work and a check failed.</summary>
    public const int CheckFailed = 1;

    /// <summary>A file, a value or an option that the user gave is wrong.</summary>
    public const int BadInput = 2;

    /// <summary>A fault of Eden's own: EX_SOFTWARE of sysexits.h, so that a script does not take it for a failed check.</summary>
    public const int InternalError = 70;

    /// <summary>Stopped by Ctrl-C or SIGTERM: 128 plus the number of the signal of Ctrl-C, as shells count.</summary>
    public const int Interrupted = 130;
}
