namespace Eden.Lab.Comparison;

/// <summary>The models of the comparison, by the names that results carry.</summary>
internal static class ModelNames
{
    /// <summary>PyTorch's <c>Adam</c>, recorded or live.</summary>
    public const string PyTorchAdam = "PyTorch Adam";

    /// <summary>Eden's <see cref="Adam{T}"/>.</summary>
    public const string EdenAdam = "Eden Adam";

    /// <summary>Algorithm 1 of Kingma and Ba, in double.</summary>
    public const string PaperAdam = "paper Adam";

    /// <summary>PyTorch's <c>AdamW</c>, recorded or live.</summary>
    public const string PyTorchAdamW = "PyTorch AdamW";

    /// <summary>Eden's <see cref="AdamW{T}"/>.</summary>
    public const string EdenAdamW = "Eden AdamW";

    /// <summary>Algorithm 2 of Loshchilov and Hutter with decoupled decay, in double.</summary>
    public const string PaperAdamW = "paper AdamW";

    /// <summary>Eden's <see cref="Adam{T}"/> with <see cref="AdamOptions.L2Penalty"/>.</summary>
    public const string AdamWithL2 = "Eden Adam + L2 in optimizer";

    /// <summary>Eden's <see cref="Adam{T}"/> on a loss with ½λ‖w‖² added.</summary>
    public const string AdamWithL2InLoss = "Eden Adam + L2 in loss";

    /// <summary>Algorithm 1 of Loshchilov and Hutter without momentum: SGD with decoupled decay λ, in double.</summary>
    public const string SgdWithDecay = "paper SGD + decay";

    /// <summary>The same algorithm with L2 regularization λ′ = λ/α.</summary>
    public const string SgdWithL2 = "paper SGD + L2";

    /// <summary>Those that <see cref="Eden.Fused"/> steps.</summary>
    internal static IReadOnlyList<string> Fused { get; } = [EdenAdam, EdenAdamW, AdamWithL2, AdamWithL2InLoss];

    /// <summary>All of them, in the order in which they are shown.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        PyTorchAdam, EdenAdam, PaperAdam, PyTorchAdamW, EdenAdamW, PaperAdamW, AdamWithL2, AdamWithL2InLoss, SgdWithDecay, SgdWithL2,
    ];
}
