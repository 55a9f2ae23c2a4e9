using System.Runtime.InteropServices;

namespace Eden.Cli;

/// <summary>Ctrl-C, or whoever ends the process by SIGTERM, cancels a token, so that a verb can leave nothing half-written behind.</summary>
internal static class Interrupt
{
    /// <summary>How long a verb may take to stop before the process ends without it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Runs a verb with a token that Ctrl-C cancels. A verb that cancels must end in
    /// <see cref="OperationCanceledException"/>.</summary>
    public static int Guard(Func<CancellationToken, int> verb)
    {
        // Neither is disposed: a signal that arrives as the verb ends may still use them.
        CancellationTokenSource source = new();
        ManualResetEventSlim finished = new();
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        try
        {
            return verb(source.Token);
        }
        finally
        {
            finished.Set();
        }

        void Stop(PosixSignalContext context)
        {
            // A second Ctrl-C finds the token cancelled and takes its default course, which ends the process.
            context.Cancel = !source.IsCancellationRequested;
            source.Cancel();
            if (!finished.Wait(Patience))
            {
                Environment.Exit(ExitCode.Interrupted);
            }
        }
    }
}
