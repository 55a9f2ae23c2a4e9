namespace Eden.Lab.Training;

/// <summary>What another number of epochs changes of the learning rates: a schedule may depend on the length of the training.</summary>
/// <param name="Words">The same in a sentence.</param>
/// <param name="ReachesBack">Whether steps that are taken would have had other rates.</param>
internal sealed record PlanChange(string Words, bool ReachesBack)
{
    /// <summary>Compares two courses step by step, which takes far less time than the steps themselves.</summary>
    /// <param name="before">The training before, and its course.</param>
    /// <param name="now">The same with another number of epochs.</param>
    /// <returns>What changes, or <see langword="null"/>.</returns>
    public static PlanChange? Find((TrainingConfig Config, RateCourse Course) before, (TrainingConfig Config, RateCourse Course) now, long step, long stepsPerEpoch)
    {
        long? next = FindDifference(before.Course, now.Course, step, now.Config.Epochs * stepsPerEpoch);
        bool reachesBack = FindDifference(before.Course, now.Course, 0, step) is not null;
        if (next is null && !reachesBack)
        {
            return null;
        }

        double rate = OptimizerCatalog.Find(now.Config.Optimizer.Name).ValueOf("lr", now.Config.Optimizer);
        string change = next is long first
            ? FormattableString.Invariant($": the learning rate at epoch {(first / stepsPerEpoch) + 1} is {rate * now.Course.Rate.At(first):G3} instead of {rate * before.Course.Rate.At(first):G3}")
            : "";
        string past = reachesBack ? $"; the epochs before keep their rates, so the result is not that of {now.Config.Epochs} epochs from the start" : "";
        string warmUp = now.Config.Schedule.Settings.GetValueOrDefault("warmup") is > 0 ? " with its warm-up" : "";
        return new($"the schedule {now.Config.Schedule.Name}{warmUp} now spans {Phrase.Counted(now.Config.Epochs, "epoch")} instead of {before.Config.Epochs}{change}{past}", reachesBack);
    }

    private static long? FindDifference(RateCourse before, RateCourse now, long from, long to)
    {
        for (long step = from; step < to; step++)
        {
            if (!before.Rate.At(step).Equals(now.Rate.At(step)) || !Nullable.Equals(before.Momentum?.At(step), now.Momentum?.At(step)))
            {
                return step;
            }
        }

        return null;
    }
}

/// <summary>A number of epochs that the schedule of a training was made for at first.</summary>
/// <param name="Steps">The steps up to which that held.</param>
internal sealed record EarlierPlan(int Epochs, long Steps);
