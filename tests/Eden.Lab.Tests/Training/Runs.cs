using Eden.Lab.Training;

namespace Eden.Lab.Tests;

internal static class Runs
{
    /// <summary>Trains, and stops with the test run.</summary>
    public static TrainingResult Train(TrainingConfig config) => Trainer.Run(config, null, TestContext.Current.CancellationToken);
}
