using System.Globalization;
using System.Text.Json;

namespace Eden.Lab.Schedules;

/// <summary>Eden's schedules from the types and arguments of PyTorch's schedulers, as recordings hold them.</summary>
internal static class PyTorchSchedules
{
    /// <summary>The schedule that gives the rates of a PyTorch scheduler as multipliers of a base rate.</summary>
    /// <param name="type">The class in <c>torch.optim.lr_scheduler</c>, <c>SWALR</c> in
    /// <c>torch.optim.swa_utils</c>, or <c>InverseSquareRoot</c>: <c>LambdaLR</c> with 1/√(1+t).</param>
    /// <param name="arguments">A JSON object of the arguments by PyTorch's names; PyTorch's defaults stand for absent ones. In
    /// the place of a function, <c>lr_lambda</c>, stands the array of its values, from that for step 0; the last goes on.</param>
    /// <param name="baseRate">The learning rate of the optimizer that the scheduler was made for.</param>
    /// <param name="where">What messages begin with: the file and the place in it.</param>
    /// <exception cref="InputException">The type or an argument is unknown, missing, of the wrong type or out of its range, or
    /// PyTorch's versions differ in what they do.</exception>
    /// <exception cref="UnsupportedSchedulerException">Eden has no such schedule.</exception>
    public static Schedule FromPyTorch(string type, JsonElement arguments, double baseRate, string where = "schedule")
    {
        CheckBaseRate(baseRate, where);
        return Guard(SchedulerReader.Place(where, type), () => new SchedulerReader(baseRate).ReadAlone(where, type, arguments).ToSchedule(baseRate));
    }

    /// <summary>The momentum of a scheduler that <see cref="FromPyTorch"/> takes; null where it cycles none.</summary>
    internal static Schedule? ReadMomentum(string type, JsonElement arguments)
    {
        SchedulerArguments from = new(type, arguments);
        return type is not ("OneCycleLR" or "CyclicLR") || !from.Flag("cycle_momentum", true) ? null
            : type == "OneCycleLR" ? SchedulerReader.OneCycle(from).CreateMomentum()
            : SchedulerReader.Cyclic(from, minimum: 0).CreateMomentum();
    }

    /// <summary>The counterpart of a PyTorch <c>ReduceLROnPlateau</c>.</summary>
    /// <param name="arguments">As for <see cref="FromPyTorch"/>.</param>
    /// <param name="baseRate">As for <see cref="FromPyTorch"/>.</param>
    /// <param name="where">As for <see cref="FromPyTorch"/>.</param>
    /// <exception cref="InputException">As for <see cref="FromPyTorch"/>.</exception>
    public static ReduceOnPlateau PlateauFromPyTorch(JsonElement arguments, double baseRate, string where = "schedule")
    {
        CheckBaseRate(baseRate, where);
        string place = SchedulerReader.Place(where, "ReduceLROnPlateau");
        return Guard(place, () => ReadPlateau(new SchedulerArguments(place, arguments), baseRate));
    }

    private static ReduceOnPlateau ReadPlateau(SchedulerArguments from, double baseRate)
    {
        ReduceOnPlateauOptions options = new()
        {
            Mode = from.Choice("mode", PlateauMode.Minimize, ("min", PlateauMode.Minimize), ("max", PlateauMode.Maximize)),
            Factor = from.Coefficient("factor", 0.1),
            Patience = from.Count("patience", 10, least: 0),
            Threshold = from.AtLeastZero("threshold", 1e-4),
            ThresholdMode = from.Choice("threshold_mode", ThresholdMode.Relative, ("rel", ThresholdMode.Relative), ("abs", ThresholdMode.Absolute)),
            Cooldown = from.Count("cooldown", 0, least: 0),
            MinimumMultiplier = from.AtLeastZero("min_lr", 0) / baseRate,
            MinimumChange = from.AtLeastZero("eps", 1e-8) / baseRate,
        };
        from.Finish();
        return new ReduceOnPlateau(options);
    }

    /// <summary>Arguments that are right one by one can still be wrong together, or overflow as multipliers of the base
    /// rate; then Eden's own complaint is the message.</summary>
    private static T Guard<T>(string place, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (ArgumentException exception)
        {
            throw new InputException($"{place}: with the base learning rate as 1, {exception.Message.Split(" (Parameter")[0]}", exception);
        }
    }

    private static void CheckBaseRate(double baseRate, string where)
    {
        if (!(baseRate > 0 && double.IsFinite(baseRate)))
        {
            throw new InputException(string.Create(CultureInfo.InvariantCulture, $"{where}: the base learning rate is {baseRate}; it must be finite and more than 0"));
        }
    }
}
