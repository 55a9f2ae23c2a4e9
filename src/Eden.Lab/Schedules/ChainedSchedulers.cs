namespace Eden.Lab.Schedules;

/// <summary>
/// <c>ChainedScheduler</c>: in each step every scheduler in turn changes the rate that the one before it left. Where all of
/// them multiply, that is Eden's product. Otherwise it is no function of theirs: a scheduler that sets the rate forgets
/// the ones before it, and a cosine with a floor mixes with them; then PyTorch's recursion is replayed.
/// </summary>
/// <param name="schedulers">At least one.</param>
internal sealed class ChainedSchedulers(TorchScheduler[] schedulers) : TorchScheduler
{
    public override bool Multiplies => schedulers.All(scheduler => scheduler.Multiplies);

    public override Schedule ToSchedule(double baseRate) => Multiplies || schedulers.Length == 1
        ? schedulers.Select(scheduler => scheduler.ToSchedule(baseRate)).Aggregate((left, right) => left * right)
        : Replay(baseRate);

    public override double Start(double rate) => schedulers.Aggregate(rate, (current, scheduler) => scheduler.Start(current));

    public override double Advance(double rate, long step) =>
        schedulers.Aggregate(rate, (current, scheduler) => scheduler.Advance(current, step));

    /// <summary>The rate of a step follows from the one before, so all that were asked for are kept.</summary>
    private Schedule Replay(double baseRate)
    {
        List<double> rates = [Start(baseRate)];
        return Schedule.From(step =>
        {
            lock (rates)
            {
                while (rates.Count <= step)
                {
                    rates.Add(Advance(rates[^1], rates.Count));
                }

                return rates[(int)step] / baseRate;
            }
        });
    }
}
