using System.Runtime.InteropServices;

namespace Eden.Cli;

/// <summary>Ctrl-C, or whoever ends the process by SIGTERM, cancels a token, so that a verb can leave nothing half-written behind. A
/// second one ends the process at once.</summary>
internal static class Interrupt
{
    /// <summary>Runs a verb with a token that Ctrl-C cancels. A verb that cancels must end in
    /// <see cref="OperationCanceledException"/>.</summary>
    public static int Guard(Func<CancellationToken, int> verb)
    {
        // Not disposed: a signal that arrives as the verb ends may still use it.
        CancellationTokenSource source = new();
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        return verb(source.Token);

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            if (source.IsCancellationRequested)
            {
                // Temporary files and children are cleaned up by who has them, on ProcessExit.
                Environment.Exit(ExitCode.Interrupted);
            }

            source.Cancel();
        }
    }
}
