namespace Eden;

/// <summary>What decoupled weight decay λ is multiplied by before it acts on a value.</summary>
public enum DecayScaling
{
    /// <summary>Learning rate and schedule: p loses ηα·λ·p in a step. PyTorch's convention.</summary>
    LearningRate,

    /// <summary>The schedule alone: p loses η·λ·p in a step, whatever α is. Algorithm 2 of Loshchilov and Hutter, "Decoupled
    /// Weight Decay Regularization" (2019), as printed.</summary>
    ScheduleOnly,

    /// <summary>The square of the learning rate by its peak α: p loses η²α·λ·p in a step, λ·lr²/lr_max, so that the size of normalized
    /// weights stays the same while the rate falls (Defazio, "Why Gradients Rapidly Increase Near the End of Training", 2025). timm's
    /// <c>corrected_weight_decay</c>.</summary>
    Corrected,
}
