namespace Eden;

/// <summary>What a step does with gradients before and after it uses them, in the same pass over memory.</summary>
/// <remarks>The order is: divide by the loss scale and the micro-batches, check for infinite and NaN, clip. A gradient that overflows when it
/// is divided counts as infinite. Clipping does not change the gradients in
/// memory, unlike PyTorch's <c>clip_grad_norm_</c>.</remarks>
public sealed record GradientOptions
{
    /// <summary>Scales all gradients down so that their joint 2-norm, taken after the loss scale, is at most this; null does
    /// not. The factor is min(1, MaxNorm/(norm + 1e-6)), as PyTorch's <c>clip_grad_norm_</c>. Default null.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Zero, negative, infinite or NaN.</exception>
    public double? MaxNorm { get; init => field = value is double norm ? Require.Above(norm, 0) : null; }

    /// <summary>Clamps each element of a gradient, after the loss scale, to ±this; null does not. As PyTorch's
    /// <c>clip_grad_value_</c>. Default null.</summary>
    /// <remarks>An infinite gradient is clamped too, as in PyTorch; <see cref="NonFinite"/> finds it before.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">Zero, negative, infinite or NaN.</exception>
    public double? MaxValue { get; init => field = value is double limit ? Require.Above(limit, 0) : null; }

    /// <summary>How many micro-batches the gradients are the sum of: a step divides them by it, together with the loss scale, so
    /// that n micro-batches of mean losses make the step of one batch n times as large. Default 1.</summary>
    /// <remarks>Micro-batches that are not of one size: leave it at 1, and weigh each loss by its share of the samples.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int MicroBatches { get; init => field = Require.Between(value, 1, int.MaxValue); } = 1;

    /// <summary>What happens when a gradient is infinite or NaN. Default <see cref="NonFiniteGradients.Propagate"/>.</summary>
    public NonFiniteGradients NonFinite { get; init => field = Require.Defined(value); }

    /// <summary>Whether a step sets the gradients that it used to zero, which saves a pass over them. A skipped step sets them
    /// to zero too. Default <see langword="false"/>.</summary>
    public bool ClearAfterStep { get; init; }

    internal static GradientOptions Plain { get; } = new();

    internal bool NeedsNorm => MaxNorm is not null || NonFinite != NonFiniteGradients.Propagate;

    /// <summary>The same options with the values that <paramref name="map"/> gives for its names: their properties'.</summary>
    internal GradientOptions Map(IOptionMap map) => this with
    {
        MaxNorm = map.Number(nameof(MaxNorm), MaxNorm),
        MaxValue = map.Number(nameof(MaxValue), MaxValue),
        MicroBatches = (int)Require.Between(map.Count(nameof(MicroBatches), MicroBatches), 1, int.MaxValue, nameof(MicroBatches)),
        NonFinite = map.Choice(nameof(NonFinite), NonFinite),
        ClearAfterStep = map.Flag(nameof(ClearAfterStep), ClearAfterStep),
    };

    internal void Validate()
    {
        if (MaxNorm is not null && MaxValue is not null)
        {
            throw new ArgumentException("MaxNorm and MaxValue are both set; choose one of them.");
        }
    }
}
