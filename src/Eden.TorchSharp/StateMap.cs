using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Eden.Torch;

/// <summary>What a TorchSharp optimizer keeps, in Eden's terms.</summary>
internal abstract class StateMap
{
    /// <summary>The map of an optimizer, Eden's or TorchSharp's own.</summary>
    /// <exception cref="NotSupportedException">Eden does not know the optimizer.</exception>
    public static StateMap Of(OptimizerHelper optimizer) => optimizer switch
    {
        FusedOptimizer => new FusedOptimizer.Map(),
        global::TorchSharp.Modules.AdamW => new AdamW.Map(),
        global::TorchSharp.Modules.Adam => new Adam.Map(),
        global::TorchSharp.Modules.SGD => new SGD.Map(),
        global::TorchSharp.Modules.NAdam => new NAdam.Map(),
        global::TorchSharp.Modules.RAdam => new RAdam.Map(),
        global::TorchSharp.Modules.Adamax => new Adamax.Map(),
        global::TorchSharp.Modules.Adagrad => new Adagrad.Map(),
        global::TorchSharp.Modules.RMSProp => new RMSProp.Map(),
        _ => throw new NotSupportedException($"The state of a {optimizer.GetType().Name} is not known to Eden; known are TorchSharp's AdamW, Adam, SGD, NAdam, RAdam, Adamax, Adagrad and RMSProp, and Eden's optimizers."),
    };

    /// <summary>Eden's options for a group's.</summary>
    public abstract OptimizerOptions Convert(global::TorchSharp.Modules.OptimizerOptions options);

    /// <summary>A group's options for Eden's, but for learning rates.</summary>
    public abstract global::TorchSharp.Modules.OptimizerOptions ConvertBack(OptimizerOptions options);

    /// <summary>A parameter's state arrays; <paramref name="ofGroup"/> where they do not depend on its shape.</summary>
    public virtual StateDescription Describe(OptimizerState state, OptimizerOptions options, Tensor parameter, StateDescription ofGroup) => ofGroup;

    /// <summary>The steps a parameter has taken.</summary>
    public abstract long CountSteps(OptimizerState state);

    /// <summary>Notes that a parameter took step <paramref name="step"/>.</summary>
    public abstract void Count(OptimizerState state, OptimizerOptions options, long step);

    /// <summary>The field that holds the state array of a name; null until it is needed.</summary>
    public abstract ref Tensor? Find(OptimizerState state, string name);

    protected static InvalidOperationException Unknown(string name) => new($"There is no state array '{name}'.");
}
