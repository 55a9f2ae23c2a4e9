namespace Eden.Torch;

/// <summary>What a step does besides TorchSharp's arguments. None of it is in state files.</summary>
public sealed class FusedSettings
{
    internal FusedSettings()
    {
    }

    /// <summary>Clipping and the handling of infinite and NaN gradients, in the step's own pass. Default: neither. Gradients themselves are
    /// not changed by clipping.</summary>
    public GradientOptions Gradients
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    } = new();

    /// <summary>What the loss was multiplied by before <c>backward</c>; the step divides gradients by it. Default 1. With
    /// <see cref="NonFiniteGradients.SkipStep"/> an overflow skips the step. <see cref="FusedLossScale.Step"/> keeps the
    /// scale up to date.</summary>
    public double LossScale { get; set; } = 1;

    /// <summary>How steps use the processor. No setting changes a result.</summary>
    public EngineOptions Engine
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    } = new();

    /// <summary>What the last step did: whether it was skipped, and the norm of the gradients where it was needed.</summary>
    public StepResult LastStep { get; internal set; }
}
