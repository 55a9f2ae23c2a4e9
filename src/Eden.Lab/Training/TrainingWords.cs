namespace Eden.Lab.Training;

/// <summary>The words of a training's outcome that every rendering uses.</summary>
internal static class TrainingWords
{
    /// <summary>How it ended.</summary>
    public static Phrase Outcome(TrainingResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        int epoch = result.Epochs[^1].Epoch;
        return result.Outcome switch
        {
            TrainingOutcome.Diverged => new("diverged: a loss was infinite or NaN; lower --lr, or warm up", "发散：损失变为无穷大或 NaN；请调低 --lr，或使用预热"),
            TrainingOutcome.StoppedEarly => new($"stopped early after epoch {epoch}", $"在第 {epoch} 轮后提前停止"),
            _ => new($"finished {Phrase.Counted(epoch, "epoch")}", $"完成 {epoch} 轮"),
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
            ? Phrase.Of(
                $"best validation loss {best.ValidationLoss:G4} after epoch {best.Epoch}, test accuracy there {100 * best.TestAccuracy:F2} %, at the end {100 * last.TestAccuracy:F2} %",
                $"验证损失在第 {best.Epoch} 轮后最低（{best.ValidationLoss:G4}），该轮测试正确率 {100 * best.TestAccuracy:F2} %，结束时 {100 * last.TestAccuracy:F2} %")
            : Phrase.Of(
                $"test accuracy {100 * last.TestAccuracy:F2} %, test loss {last.TestLoss:G4}",
                $"测试正确率 {100 * last.TestAccuracy:F2} %，测试损失 {last.TestLoss:G4}");
    }

    /// <summary>The sizes of the parts of the data.</summary>
    public static Phrase Samples(TrainingResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        bool validates = result.ValidationSamples > 0;
        return new(
            $"{Phrase.Counted(result.TrainingSamples, "sample")} to train with, {(validates ? $"{result.ValidationSamples} to validate, " : "")}{result.TestSamples} to test",
            $"训练 {result.TrainingSamples}，{(validates ? $"验证 {result.ValidationSamples}，" : "")}测试 {result.TestSamples}");
    }
}
