using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Eden.Torch;

/// <summary>What a TorchSharp optimizer keeps, in Eden's terms.</summary>
internal abstract class StateMap
{
    /// <summary>Eden's options for a group's.</summary>
    public abstract OptimizerOptions Convert(global::TorchSharp.Modules.OptimizerOptions options);

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
