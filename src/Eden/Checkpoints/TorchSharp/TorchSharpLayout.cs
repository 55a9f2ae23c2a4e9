namespace Eden.Checkpoints.TorchSharp;

/// <summary>How TorchSharp writes the state of one of its optimizers.</summary>
/// <param name="Name">TorchSharp's class, with which the file begins.</param>
/// <param name="Optimizer">Eden's name.</param>
/// <param name="Options">A group's options in their order, by PyTorch's names; they follow its two learning rates.</param>
/// <param name="States">What is kept of a parameter, in its order, by PyTorch's names.</param>
internal sealed record TorchSharpLayout(string Name, string Optimizer, TorchSharpOption[] Options, TorchSharpState[] States)
{
    private static readonly TorchSharpOption[] Moments = [new("betas", 0), new("betas", 1), new("eps"), new("weight_decay")];

    private static readonly TorchSharpState Step = new("step", TorchSharpKind.Steps);

    public static IReadOnlyList<TorchSharpLayout> All { get; } =
    [
        new("AdamW", "AdamW", [.. Moments, new("amsgrad", IsFlag: true), new("maximize", IsFlag: true)], [Step, new("exp_avg"), new("exp_avg_sq"), new("max_exp_avg_sq", TorchSharpKind.OptionalTensor)]),
        new("Adam", "Adam", [.. Moments, new("amsgrad", IsFlag: true), new("maximize", IsFlag: true)], [Step, new("exp_avg"), new("exp_avg_sq"), new("max_exp_avg_sq", TorchSharpKind.OptionalTensor)]),
        new("SGD", "Sgd", [new("momentum"), new("dampening"), new("weight_decay"), new("nesterov", IsFlag: true), new("maximize", IsFlag: true)], [new("momentum_buffer", TorchSharpKind.OptionalTensor)]),
        new("NAdam", "NAdam", [.. Moments, new("momentum_decay")], [Step, new("mu_product", TorchSharpKind.Number), new("exp_avg"), new("exp_avg_sq")]),
        new("RAdam", "RAdam", Moments, [Step, new("exp_avg"), new("exp_avg_sq")]),
        new("Adamax", "Adamax", Moments, [Step, new("exp_avg"), new("exp_inf")]),
        new("Adagrad", "Adagrad", [new("lr_decay"), new("initial_accumulator_value"), new("eps"), new("weight_decay")], [Step, new("sum")]),
        new(
            "RMSProp",
            "RmsProp",
            [new("maximize", IsFlag: true), new("momentum"), new("alpha"), new("eps"), new("weight_decay"), new("centered", IsFlag: true)],
            [Step, new("square_avg"), new("momentum_buffer", TorchSharpKind.OptionalTensor), new("grad_avg", TorchSharpKind.OptionalTensor)]),
    ];

    public static string Names => string.Join(", ", All.Select(layout => layout.Name));

    /// <summary>Whether the bytes that a file begins with are the name of one of them.</summary>
    public static bool Begins(ReadOnlySpan<byte> start)
    {
        foreach (TorchSharpLayout layout in All)
        {
            if (start.Length > layout.Name.Length && start[0] == layout.Name.Length && System.Text.Ascii.Equals(start.Slice(1, layout.Name.Length), layout.Name))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>An option of a group.</summary>
/// <param name="Name">PyTorch's name.</param>
/// <param name="Index">The place in the pair that stands there in PyTorch; null where it is no pair.</param>
/// <param name="IsFlag">Whether it is true or false; a number otherwise.</param>
internal sealed record TorchSharpOption(string Name, int? Index = null, bool IsFlag = false)
{
    /// <summary>The name as paths have it.</summary>
    public string Path => Index is int index ? $"{Name}.{index}" : Name;
}

/// <summary>A part of a parameter's state.</summary>
internal sealed record TorchSharpState(string Name, TorchSharpKind Kind = TorchSharpKind.Tensor);

internal enum TorchSharpKind
{
    Tensor,

    /// <summary>A truth value, and a tensor where it is true.</summary>
    OptionalTensor,

    /// <summary>The number of steps, 8 bytes.</summary>
    Steps,

    /// <summary>A double.</summary>
    Number,
}
