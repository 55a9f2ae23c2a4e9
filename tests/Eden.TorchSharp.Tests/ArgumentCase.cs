using TorchSharp.Modules;
using static TorchSharp.torch;
using TorchParameter = TorchSharp.Modules.Parameter;

namespace Eden.Torch.Tests;

/// <summary>One optimizer with one set of arguments: Eden's, TorchSharp's, and Eden's options over arrays.</summary>
public sealed record ArgumentCase(string Name, Func<TorchParameter[], OptimizerHelper> Eden, Func<TorchParameter[], OptimizerHelper>? TorchSharp, OptimizerOptions Options)
{
    public static readonly ArgumentCase[] All =
    [
        new("AdamW", p => new AdamW(p), p => new global::TorchSharp.Modules.AdamW(p, weight_decay: 0.01), new AdamWOptions()),
        new(
            "AdamW, numbers",
            p => new AdamW(p, 0.02, 0.8, 0.95, 1e-6, 0.1),
            p => new global::TorchSharp.Modules.AdamW(p, 0.02, 0.8, 0.95, 1e-6, 0.1),
            new AdamWOptions { LearningRate = 0.02, Beta1 = 0.8, Beta2 = 0.95, Epsilon = 1e-6, WeightDecay = 0.1 }),
        new(
            "AdamW, amsgrad",
            p => new AdamW(p, amsgrad: true),
            p => new global::TorchSharp.Modules.AdamW(p, weight_decay: 0.01, amsgrad: true),
            new AdamWOptions { AmsGrad = true }),
        new("AdamW, maximize", p => new AdamW(p, maximize: true), p => new global::TorchSharp.Modules.AdamW(p, weight_decay: 0.01, maximize: true), new AdamWOptions { Maximize = true }),
        new("Adam", p => new Adam(p), p => new global::TorchSharp.Modules.Adam(p), new AdamOptions()),
        new(
            "Adam, numbers",
            p => new Adam(p, 0.02, 0.8, 0.95, 1e-6, 0.1, true),
            p => new global::TorchSharp.Modules.Adam(p, 0.02, 0.8, 0.95, 1e-6, 0.1, true),
            new AdamOptions { LearningRate = 0.02, Beta1 = 0.8, Beta2 = 0.95, Epsilon = 1e-6, L2Penalty = 0.1, AmsGrad = true }),
        new("SGD", p => new SGD(p), p => new global::TorchSharp.Modules.SGD(p, 1e-3), new SgdOptions { LearningRate = 1e-3 }),
        new(
            "SGD, momentum",
            p => new SGD(p, 0.02, 0.9, 0.2, 0.1),
            p => new global::TorchSharp.Modules.SGD(p, 0.02, 0.9, 0.2, 0.1),
            new SgdOptions { LearningRate = 0.02, Momentum = 0.9, Dampening = 0.2, L2Penalty = 0.1 }),
        new(
            "SGD, nesterov",
            p => new SGD(p, 0.02, 0.9, nesterov: true),
            p => new global::TorchSharp.Modules.SGD(p, 0.02, 0.9, nesterov: true),
            new SgdOptions { LearningRate = 0.02, Momentum = 0.9, Nesterov = true }),

        // TorchSharp's own grows the values here.
        new("SGD, maximize", p => new SGD(p, 0.02, weight_decay: 0.1, maximize: true), null, new SgdOptions { LearningRate = 0.02, L2Penalty = 0.1, Maximize = true }),
        new(
            "Adamax",
            p => new Adamax(p, weight_decay: 0.1),
            p => new global::TorchSharp.Modules.Adamax(p, 2e-3, weight_decay: 0.1),
            new AdamaxOptions { L2Penalty = 0.1 }),
        new(
            "Adagrad",
            p => new Adagrad(p, 0.02, 0.1, 0.1, 0.5),
            p => new global::TorchSharp.Modules.Adagrad(p, 0.02, 0.1, 0.1, 0.5),
            new AdagradOptions { LearningRate = 0.02, LearningRateDecay = 0.1, L2Penalty = 0.1, InitialAccumulator = 0.5 }),
        new("RMSProp", p => new RMSProp(p), p => new global::TorchSharp.Modules.RMSProp(p, 1e-2), new RmsPropOptions()),
        new(
            "RMSProp, numbers",
            p => new RMSProp(p, 0.02, 0.9, 1e-6, 0.1, 0.8, true, true),
            p => new global::TorchSharp.Modules.RMSProp(p, 0.02, 0.9, 1e-6, 0.1, 0.8, true, true),
            new RmsPropOptions { LearningRate = 0.02, Alpha = 0.9, Epsilon = 1e-6, L2Penalty = 0.1, Momentum = 0.8, Centered = true, Maximize = true }),

        new("NAdam", p => new NAdam(p, weight_decay: 0.1), p => new global::TorchSharp.Modules.NAdam(p, 2e-3, weight_decay: 0.1), new NAdamOptions { L2Penalty = 0.1 }),

        // TorchSharp's own multiplies by the rate twice.
        new("RAdam", p => new RAdam(p, weight_decay: 0.1), null, new RAdamOptions { L2Penalty = 0.1 }),
        .. new OptimizerOptions[]
        {
            new LionOptions { WeightDecay = 0.1 },
            new ScheduleFreeAdamWOptions { WeightDecay = 0.1, WarmupSteps = 3 },
            new LambOptions(),
            new AdafactorOptions { WeightDecay = 0.1 },
            new AdoptOptions { WeightDecay = 0.1 },
            new AdanOptions { WeightDecay = 0.1 },
            new AdadeltaOptions { L2Penalty = 0.1 },
            new RpropOptions(),
            new AsgdOptions { AveragingStart = 5 },
            new AdEmaMixOptions(),
            new ScheduleFreeSgdOptions(),
            new AdamWOptions { Cautious = true },
            new NAdamOptions { WeightDecay = 0.1 },
        }.Select(options => new ArgumentCase($"Fused {options.GetType().Name}", p => new FusedOptimizer(p, options), null, options)),
    ];

    public static TheoryData<string, ScalarType> Names
    {
        get
        {
            TheoryData<string, ScalarType> data = [];
            foreach (ArgumentCase one in All)
            {
                data.Add(one.Name, ScalarType.Float32);
                data.Add(one.Name, ScalarType.Float64);
            }

            return data;
        }
    }

    public static ArgumentCase Of(string name) => All.Single(one => one.Name == name);

    public override string ToString() => Name;
}
