namespace Eden.Torch;

/// <summary>A TorchSharp optimizer whose <c>step</c> is Eden's: all parameters with a gradient, in place, in one pass over
/// memory.</summary>
/// <remarks>
/// <c>step</c> throws <see cref="NotSupportedException"/> where a parameter or gradient is not a dense float32 or float64 tensor on the
/// CPU, or two parameters overlap; and <see cref="InvalidOperationException"/> where a parameter is not the tensor that was given to
/// the optimizer (moved by <c>to</c>, disposed), or its state does not fit. Nothing has changed then.
/// </remarks>
public interface IFusedOptimizer
{
    /// <summary>What Eden does in a step that TorchSharp has no argument for: clipping, loss scale, threads.</summary>
    FusedSettings Fused { get; }
}
