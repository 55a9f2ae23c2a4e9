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

    /// <summary>Changes the options of each step where TorchSharp has no argument for them; returns options of the same type. Null, the
    /// default, changes nothing.</summary>
    /// <remarks>For example <c>optimizer.Fused.Adjust = options => (AdamWOptions)options with { Cautious = true }</c>. It is called again when
    /// the arguments have changed, as by a scheduler.</remarks>
    public Func<OptimizerOptions, OptimizerOptions>? Adjust { get; set; }

    /// <summary>What the last step did: whether it was skipped, and the norm of the gradients where it was needed. Null before the first
    /// step, and where no parameter had a gradient or the step was refused.</summary>
    public StepResult? LastStep { get; internal set; }

    internal bool IsMeasuring { get; set; }

    internal StepStatistics? Statistics { get; set; }
}
