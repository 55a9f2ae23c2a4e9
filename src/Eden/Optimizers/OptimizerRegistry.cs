namespace Eden;

/// <summary>Names and defaults of an optimizer.</summary>
/// <param name="Name">The name in checkpoints.</param>
/// <param name="Defaults">The default options.</param>
internal sealed record RegisteredOptimizer(string Name, OptimizerOptions Defaults)
{
    /// <summary>The name on the command line.</summary>
    public string Command { get => field ?? Name.ToLowerInvariant(); init; }

    /// <summary>PyTorch's class, where PyTorch has one.</summary>
    public string? PyTorch { get; init; }

    /// <summary>The name in recordings: PyTorch's, where no other source made them.</summary>
    public string? Recorded { get => field ?? PyTorch; init; }

    /// <summary>What the source keeps of a parameter under any options, by its names.</summary>
    public IReadOnlyList<string> States { get; init; } = [];

    /// <summary>Options without which a state_dict is not of this optimizer.</summary>
    public IReadOnlyList<string> Signs { get; init; } = [];

    /// <summary>How many times as far as elementwise rules two right computations may differ: sums over parameters in another order.</summary>
    public double Rounding { get; init; } = 1;

    /// <summary>Whether the source counts the steps of a parameter.</summary>
    public bool CountsSteps => States.Contains("step");
}

/// <summary>The optimizers: one row each, from which checkpoints, the verifier, the command and the tests are made.</summary>
internal static class OptimizerRegistry
{
    /// <summary>All optimizers.</summary>
    public static IReadOnlyList<RegisteredOptimizer> All { get; } =
    [
        new("Adam", new AdamOptions()) { PyTorch = "Adam", States = ["step", "exp_avg", "exp_avg_sq", "max_exp_avg_sq"], Signs = ["betas", "amsgrad"] },
        new("AdamW", new AdamWOptions()) { PyTorch = "AdamW", States = ["step", "exp_avg", "exp_avg_sq", "max_exp_avg_sq"], Signs = ["betas", "amsgrad"] },
        new("Sgd", new SgdOptions()) { PyTorch = "SGD", States = ["momentum_buffer"], Signs = ["momentum", "dampening"] },
        new("NAdam", new NAdamOptions()) { PyTorch = "NAdam", States = ["step", "exp_avg", "exp_avg_sq", "mu_product"], Signs = ["betas", "momentum_decay"] },
        new("RAdam", new RAdamOptions()) { PyTorch = "RAdam", States = ["step", "exp_avg", "exp_avg_sq"], Signs = ["betas", "weight_decay"] },
        new("Adamax", new AdamaxOptions()) { PyTorch = "Adamax", States = ["step", "exp_avg", "exp_inf"], Signs = ["betas"] },
        new("Adagrad", new AdagradOptions()) { PyTorch = "Adagrad", States = ["step", "sum"], Signs = ["lr_decay"] },
        new("RmsProp", new RmsPropOptions()) { PyTorch = "RMSprop", States = ["step", "square_avg", "grad_avg", "momentum_buffer"], Signs = ["alpha", "momentum"] },
        new("SparseAdam", new SparseAdamOptions()) { PyTorch = "SparseAdam", Command = "sparse-adam", States = ["step", "exp_avg", "exp_avg_sq"], Signs = ["betas"] },
        new("Adadelta", new AdadeltaOptions()) { PyTorch = "Adadelta", States = ["step", "square_avg", "acc_delta"], Signs = ["rho"] },
        new("Rprop", new RpropOptions()) { PyTorch = "Rprop", States = ["step", "prev", "step_size"], Signs = ["etas", "step_sizes"] },
        new("Asgd", new AsgdOptions()) { PyTorch = "ASGD", States = ["step", "eta", "mu", "ax"], Signs = ["lambd", "t0"] },
        new("Lion", new LionOptions()),
        new("Adafactor", new AdafactorOptions()) { PyTorch = "Adafactor", States = ["step", "row_var", "col_var", "variance"], Signs = ["beta2_decay"], Rounding = 2 },
        new("Lamb", new LambOptions()) { Recorded = "LAMB", States = ["exp_avg", "exp_avg_sq"], Rounding = 2 },
        new("Adopt", new AdoptOptions()) { Recorded = "ADOPT", States = ["step", "exp_avg", "exp_avg_sq"] },
        new("Adan", new AdanOptions()) { Recorded = "Adan", States = ["exp_avg", "exp_avg_sq", "exp_avg_diff", "neg_pre_grad"] },
        new("AdEmaMix", new AdEmaMixOptions()) { Recorded = "AdEMAMix", States = ["step", "exp_avg_fast", "exp_avg_slow", "exp_avg_sq"] },
        new("Muon", new MuonOptions()) { PyTorch = "Muon", States = ["momentum_buffer"], Signs = ["momentum", "ns_steps"], Rounding = 8 },
        new("ScheduleFreeAdamW", new ScheduleFreeAdamWOptions()) { Command = "schedule-free-adamw" },
        new("ScheduleFreeSgd", new ScheduleFreeSgdOptions()) { Command = "schedule-free-sgd" },
        new("ScheduleFreeRAdam", new ScheduleFreeRAdamOptions()) { Command = "schedule-free-radam" },
    ];

    /// <summary>The names in checkpoints.</summary>
    public static string Names => string.Join(", ", All.Select(optimizer => optimizer.Name));

    /// <summary>The names of those that PyTorch has.</summary>
    public static string PyTorchNames => string.Join(", ", All.Where(optimizer => optimizer.PyTorch is not null).Select(optimizer => optimizer.Name));

    /// <summary>The optimizer of a name in checkpoints, or null.</summary>
    public static RegisteredOptimizer? Find(string name) => All.FirstOrDefault(optimizer => optimizer.Name == name);

    /// <summary>The optimizer of a name in recordings, or null.</summary>
    public static RegisteredOptimizer? FindRecorded(string name) => All.FirstOrDefault(optimizer => optimizer.Recorded == name);

    /// <summary>The optimizer that has options of this type, or null for a user's own.</summary>
    public static RegisteredOptimizer? Of(OptimizerOptions options) => All.FirstOrDefault(optimizer => optimizer.Defaults.GetType() == options.GetType());

    /// <summary>The name of the optimizer that has options of this type; a user's own has that of the type.</summary>
    public static string NameOf(OptimizerOptions options) => Of(options)?.Name ?? options.TypeName;

    /// <summary>The options of the optimizer with a name, or null where there is none.</summary>
    public static OptimizerOptions? DefaultsOf(string name) => Find(name)?.Defaults;
}
