namespace Eden.Checkpoints.PyTorch;

/// <summary>A name of Python's that a pickle may use: the whole of what is allowed.</summary>
/// <param name="Name">The name with its module.</param>
/// <param name="Meaning">What it stands for.</param>
/// <param name="Type">The element type, of a storage or a <c>dtype</c>.</param>
internal sealed record TorchGlobal(string Name, TorchGlobalMeaning Meaning, TensorType? Type = null)
{
    private static readonly Dictionary<string, TorchGlobal> Allowed = new TorchGlobal[]
    {
        new("collections.OrderedDict", TorchGlobalMeaning.Dictionary),
        new("collections.Counter", TorchGlobalMeaning.Dictionary),
        new("torch._utils._rebuild_tensor_v2", TorchGlobalMeaning.Tensor),
        new("torch._utils._rebuild_tensor_v3", TorchGlobalMeaning.Tensor),
        new("torch._utils._rebuild_parameter", TorchGlobalMeaning.Parameter),
        new("torch._utils._rebuild_parameter_with_state", TorchGlobalMeaning.Parameter),
        new("torch._tensor._rebuild_from_type_v2", TorchGlobalMeaning.TypedTensor),
        new("torch.Tensor", TorchGlobalMeaning.TensorClass),
        new("torch.nn.parameter.Parameter", TorchGlobalMeaning.TensorClass),
        new("torch.Size", TorchGlobalMeaning.Size),
        new("torch.device", TorchGlobalMeaning.Device),
    }.Concat(TorchTypes.Globals()).ToDictionary(global => global.Name, StringComparer.Ordinal);

    /// <summary>Looks a name up and refuses all others.</summary>
    public static TorchGlobal Find(string module, string name) => Allowed.TryGetValue($"{module}.{name}", out TorchGlobal? global)
        ? global
        : throw new PickleException($"it needs '{Printable.Of($"{module}.{name}")}', which is not among the names that state_dicts of tensors and numbers are made of; save those alone");
}

/// <summary>What a <see cref="TorchGlobal"/> stands for.</summary>
internal enum TorchGlobalMeaning
{
    /// <summary>Makes a dictionary, empty or a copy.</summary>
    Dictionary,

    /// <summary>Makes a tensor: storage, offset, shape, strides, <c>requires_grad</c>, hooks, and in v3 the type.</summary>
    Tensor,

    /// <summary>Makes a parameter of a tensor, which here is the tensor.</summary>
    Parameter,

    /// <summary>Makes a tensor that has Python attributes, which are left out: what to call, a class, its arguments, the
    /// attributes.</summary>
    TypedTensor,

    /// <summary>The class of a tensor.</summary>
    TensorClass,

    /// <summary>Makes a shape of a tuple.</summary>
    Size,

    /// <summary>Makes a device, which here is its name.</summary>
    Device,

    /// <summary>The class of a storage.</summary>
    Storage,

    /// <summary>An element type.</summary>
    Type,
}
