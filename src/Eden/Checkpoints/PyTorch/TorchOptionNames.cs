namespace Eden.Checkpoints.PyTorch;

/// <summary>What groups of PyTorch's hold that is the same for every optimizer.</summary>
internal static class TorchOptionNames
{
    public const string LearningRate = "lr";

    /// <summary>The learning rate without the schedule's part, left by a scheduler; of a cycle, its lower end.</summary>
    public const string InitialLearningRate = "initial_lr";

    /// <summary>The upper end of a cycle.</summary>
    public const string PeakLearningRate = "max_lr";

    /// <summary>Eden's schedule multiplier, where the rates do not give it back to the last bit.</summary>
    public const string ScheduleMultiplier = "schedule_multiplier";

    public const string Parameters = "params";

    /// <summary>The names of the parameters, where the optimizer was given them (PyTorch 2.6 and later).</summary>
    public const string ParameterNames = "param_names";

    /// <summary>An entry that groups of NAdam have had since PyTorch 2.0.</summary>
    public const string Since2 = "differentiable";

    /// <summary>Options that choose how PyTorch computes and not what, with the value that every version takes.</summary>
    public static readonly (string Name, object? Value)[] HowToCompute = [("foreach", null), ("capturable", false), (Since2, false), ("fused", null)];

    /// <summary>The learning rates that rise and fall with the peak of a cycle.</summary>
    public static readonly string[] CycleRates = [InitialLearningRate, "base_lr", "min_lr"];

    /// <summary>What PyTorch's schedulers leave in a group for themselves.</summary>
    private static readonly string[] OfSchedulers = [.. CycleRates, PeakLearningRate, "base_momentum", "max_momentum", "swa_lr"];

    /// <summary>Whether an entry of a group is no option, but read for what it tells.</summary>
    public static bool IsRead(string name) => name is Parameters or ParameterNames or ScheduleMultiplier;

    /// <summary>Whether an entry of a group changes nothing of what PyTorch's optimizers compute, and is only kept for it.</summary>
    public static bool IsWithoutEffect(string name) => OfSchedulers.Contains(name) || HowToCompute.Any(option => option.Name == name);
}
