namespace Eden.Checkpoints.PyTorch;

/// <summary>What PyTorch calls the options of Eden's optimizers, and what its groups hold beside them.</summary>
internal static class TorchOptionNames
{
    /// <summary>PyTorch's name of both kinds of decay.</summary>
    public const string Decay = "weight_decay";

    /// <summary>Whether that decay is the decoupled one.</summary>
    public const string IsDecoupled = "decoupled_weight_decay";

    public const string LearningRate = "lr";

    /// <summary>The learning rate without the schedule's part, left by a scheduler; of a cycle, its lower end.</summary>
    public const string InitialLearningRate = "initial_lr";

    /// <summary>The upper end of a cycle.</summary>
    public const string PeakLearningRate = "max_lr";

    /// <summary>Eden's schedule multiplier, where the rates do not give it back to the last bit.</summary>
    public const string ScheduleMultiplier = "schedule_multiplier";

    public const string Betas = "betas";

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

    private static readonly Dictionary<string, string> SameMeaning = new(StringComparer.Ordinal)
    {
        [nameof(OptimizerOptions.Maximize)] = "maximize",
        [nameof(MomentOptions.Epsilon)] = "eps",
        [nameof(AdaptiveMomentOptions.AmsGrad)] = "amsgrad",
        [nameof(SgdOptions.Momentum)] = "momentum",
        [nameof(SgdOptions.Dampening)] = "dampening",
        [nameof(NAdamOptions.MomentumDecay)] = "momentum_decay",
        [nameof(AdagradOptions.LearningRateDecay)] = "lr_decay",
        [nameof(AdagradOptions.InitialAccumulator)] = "initial_accumulator_value",
        [nameof(RmsPropOptions.Alpha)] = "alpha",
        [nameof(RmsPropOptions.Centered)] = "centered",
    };

    /// <summary>PyTorch's name of an option that means the same there, or null.</summary>
    /// <param name="kind">The optimizer by Eden's name.</param>
    /// <param name="option">The option by Eden's name.</param>
    public static string? Find(string kind, string option) =>
        option == nameof(SgdOptions.Nesterov) ? (kind == "Sgd" ? "nesterov" : null) : SameMeaning.GetValueOrDefault(option);

    /// <summary>Whether an entry of a group changes nothing of what PyTorch's optimizers compute, and is only kept for it.</summary>
    public static bool IsWithoutEffect(string name) => OfSchedulers.Contains(name) || HowToCompute.Any(option => option.Name == name);
}
