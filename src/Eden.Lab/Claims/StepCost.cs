namespace Eden.Lab.Claims;

/// <summary>What a way to shrink weights costs in a training step, per parameter, besides forward and backward of the
/// model. A fused multiply-add counts as two operations; comparisons are not counted.</summary>
/// <param name="Operations">Additions, multiplications, divisions and roots.</param>
/// <param name="Accesses">Reads and writes of an element.</param>
/// <param name="Temporaries">Elements that are allocated and dropped.</param>
internal sealed record StepCost(Phrase Name, int Operations, int Accesses, int Temporaries)
{
    /// <summary>What the penalty adds when it is part of the loss: ½λ‖w‖² over autograd.</summary>
    /// <remarks>Forward w·w (read, write) and its sum (read). Backward the gradient of the squares (allocated as zeros, then
    /// read and written), 2w (read, write), and its product with the former added to the gradient (three reads, one
    /// write).</remarks>
    private const int PenaltyOperations = 6;
    private const int PenaltyAccesses = 12;
    private const int PenaltyTemporaries = 3;

    /// <summary>Reads weight, gradient and both moments; writes weight and moments.</summary>
    private const int FusedAccesses = 7;

    /// <summary>One fused multiply-add: λw joins the gradient or the update.</summary>
    private const int DecayOperations = 2;

    /// <summary>OperationCountTests counts them.</summary>
    private const int AdamOperations = 12;

    public static StepCost Adam { get; } = new(Phrase.Same("Adam"), AdamOperations, FusedAccesses, 0);

    public static StepCost AdamW { get; } = new(Phrase.Same("AdamW"), AdamOperations + DecayOperations, FusedAccesses, 0);

    public static StepCost L2InOptimizer { get; } = new(Phrase.Of("Adam + L2 in the optimizer"), AdamOperations + DecayOperations, FusedAccesses, 0);

    public static StepCost L2InLoss { get; } = new(Phrase.Of("Adam + L2 in the loss"), AdamOperations + PenaltyOperations, FusedAccesses + PenaltyAccesses, PenaltyTemporaries);

    public static IReadOnlyList<StepCost> All { get; } = [Adam, AdamW, L2InOptimizer, L2InLoss];

    /// <summary>Bytes read and written, in float32.</summary>
    public int Bytes => Accesses * sizeof(float);
}
