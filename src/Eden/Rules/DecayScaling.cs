namespace Eden;

/// <summary>What decoupled weight decay λ is multiplied by before it acts on a value.</summary>
public enum DecayScaling
{
    /// <summary>Learning rate and schedule: p loses ηα·λ·p in a step. PyTorch's convention.</summary>
    LearningRate,

    /// <summary>The schedule alone: p loses η·λ·p in a step, whatever α is. Algorithm 2 of Loshchilov and Hutter, "Decoupled
    /// Weight Decay Regularization" (2019), as printed.</summary>
    ScheduleOnly,
}
