namespace Eden.Lab.Training;

/// <summary>The words of a training's outcome that every rendering uses.</summary>
internal static class TrainingWords
{
    public static Phrase Outcome(TrainingResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        int epoch = result.Epochs[^1].Epoch;
        return result.Outcome switch
        {
            TrainingOutcome.Diverged => Phrase.Of("TrainingWords.diverged"),
            TrainingOutcome.StoppedEarly => Phrase.Of("stopped early after epoch {0}", epoch),
            _ => Phrase.Of("finished {0}", Phrase.Counted(epoch, "epoch"), epoch),
        };
    }

    /// <summary>The epoch that validation chooses and its test accuracy, and the test accuracy at the end. The test part chooses no
    /// epoch.</summary>
    public static Phrase Numbers(TrainingResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return Numbers(result.Epochs);
    }

    /// <summary>The same of epochs that have no result yet.</summary>
    internal static Phrase Numbers(IReadOnlyList<EpochRecord> epochs)
    {
        EpochRecord last = epochs[^1];
        return EpochRecord.BestOf(epochs) is EpochRecord best
            ? Phrase.Of("TrainingWords.best", best.ValidationLoss, best.Epoch, 100 * best.TestAccuracy, 100 * last.TestAccuracy)
            : Phrase.Of("test accuracy {0:F2} %, test loss {1:G4}", 100 * last.TestAccuracy, last.TestLoss);
    }

    /// <summary>The sizes of the parts of the data.</summary>
    public static Phrase Samples(TrainingResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return result.ValidationSamples > 0
            ? Phrase.Of("TrainingWords.samples-with-validation", Phrase.Counted(result.TrainingSamples, "sample"), result.ValidationSamples, result.TestSamples, result.TrainingSamples)
            : Phrase.Of("{0} to train with, {1} to test", Phrase.Counted(result.TrainingSamples, "sample"), result.TestSamples, result.TrainingSamples);
    }
}
