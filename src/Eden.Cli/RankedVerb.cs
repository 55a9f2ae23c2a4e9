using Eden.Mpi;

namespace Eden.Cli;

/// <summary>A verb that the processes of <c>mpirun</c> run together. What is wrong on all of them is told by the first.</summary>
internal static class RankedVerb
{
    private static readonly TimeSpan HeadStart = TimeSpan.FromSeconds(2);

    /// <summary>Runs a verb.</summary>
    /// <param name="verb">Takes the ranks; null where this process is alone.</param>
    public static int Run(Func<MpiCommunicator?, int> verb)
    {
        if (MpiCommunicator.LaunchedRanks == 1)
        {
            return verb(null);
        }

        MpiCommunicator ranks;
        try
        {
            ranks = MpiCommunicator.Start();
        }
        catch (MpiException exception)
        {
            return Faults.Report(exception.Message);
        }

        try
        {
            int code = verb(ranks);
            ranks.Dispose();
            return code;
        }
        catch (OperationCanceledException)
        {
            // All ranks stop in the same step; the first tells it.
            ranks.Dispose();
            if (ranks.Rank > 0)
            {
                return ExitCode.Interrupted;
            }

            throw;
        }
        catch (Exception) when (ranks.Rank > 0)
        {
            // The first to leave ends the others.
            Thread.Sleep(HeadStart);
            throw;
        }
    }
}
