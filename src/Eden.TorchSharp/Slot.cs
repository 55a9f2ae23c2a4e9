using TorchSharp.Modules;
using static TorchSharp.torch;
using TorchParameter = TorchSharp.Modules.Parameter;

namespace Eden.Torch;

/// <summary>A parameter of an optimizer, with what the steps before found out about it.</summary>
internal sealed class Slot(TorchParameter parameter, nint handle, string name, OptimizerState? state)
{
    public TorchParameter Parameter { get; } = parameter;

    public nint Handle { get; } = handle;

    public string Name { get; } = name;

    /// <summary>Null where the optimizer keeps none of this tensor.</summary>
    public OptimizerState? State { get; } = state;

    /// <summary>The facts that were accepted; none while it has no gradient.</summary>
    public TensorFacts Value { get; set; }

    /// <summary>What <see cref="Description"/> was made with.</summary>
    public OptimizerOptions? Described { get; private set; }

    public StateDescription Description { get; private set; } = new(null, []);

    /// <summary>The state arrays that were accepted.</summary>
    public Tensor?[] Arrays { get; private set; } = [];

    public nint[] Addresses { get; private set; } = [];

    /// <summary>The options of the step.</summary>
    public OptimizerOptions? Options { get; set; }

    /// <summary>The number of the step, from 1.</summary>
    public long Step { get; set; }

    /// <summary>What the processor is asked for ahead.</summary>
    public Ahead Ahead { get; } = new();

    public void Describe(OptimizerOptions options, StateDescription description)
    {
        (Described, Description) = (options, description);
        (Arrays, Addresses) = (new Tensor?[description.Arrays.Length], new nint[description.Arrays.Length]);
    }

    public void Forget()
    {
        (Value, Described) = (default, null);
        Ahead.Forget();
    }
}
