namespace Eden.Lab.Schedules;

/// <summary><c>SequentialLR</c>: each scheduler sets the rate to its own beginning at its milestone.</summary>
/// <param name="schedulers">At least one.</param>
/// <param name="milestones">Rising, one less than schedulers.</param>
internal sealed class SequentialSchedulers(SimpleScheduler[] schedulers, long[] milestones) : TorchScheduler
{
    public override bool Multiplies => false;

    public override Schedule ToSchedule(double baseRate)
    {
        Schedule sequence = schedulers[0].ToSchedule(baseRate);
        for (int i = 0; i < milestones.Length; i++)
        {
            // PyTorch cuts a scheduler off before its last part begins, which Then refuses; as a function it has no parts.
            sequence = Schedule.From(sequence.At).Then(milestones[i], schedulers[i + 1].ToSchedule(baseRate));
        }

        return sequence;
    }

    public override double Start(double rate) => schedulers[0].Beginning;

    public override double Advance(double rate, long step)
    {
        int passed = 0;
        while (passed < milestones.Length && milestones[passed] <= step)
        {
            passed++;
        }

        long start = passed > 0 ? milestones[passed - 1] : 0;
        return step == start ? schedulers[passed].Beginning : schedulers[passed].Advance(rate, step - start);
    }
}
