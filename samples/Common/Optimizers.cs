using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace Eden.Samples;

/// <summary>What <c>--optimizer</c> chooses from.</summary>
internal static class Optimizers
{
    private static readonly Dictionary<string, (double Rate, Func<Module, double, OptimizerHelper> Make)> All = new()
    {
        ["adamw"] = (1e-3, (model, rate) => new Eden.Torch.AdamW(model.named_parameters(), lr: rate)),
        ["torchsharp-adamw"] = (1e-3, (model, rate) => new AdamW(model.parameters(), lr: rate, weight_decay: 0.01)),
        ["fused-adamw"] = (1e-3, (model, rate) => new FusedKernelAdamW(model.parameters(), lr: rate)),
        ["lion"] = (2e-4, (model, rate) => new Eden.Torch.FusedOptimizer(model.named_parameters(), new LionOptions { LearningRate = rate, WeightDecay = 0.05 })),
        ["schedule-free"] = (2e-3, (model, rate) => new Eden.Torch.FusedOptimizer(model.named_parameters(), new ScheduleFreeAdamWOptions { LearningRate = rate })),
    };

    public static string Names => string.Join(", ", All.Keys);

    public static bool Knows(string name) => All.ContainsKey(name);

    /// <summary>Makes an optimizer with a learning rate, or with its usual one.</summary>
    public static OptimizerHelper Make(string name, Module model, double? rate) => All[name].Make(model, rate ?? All[name].Rate);
}
