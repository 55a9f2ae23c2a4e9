namespace Eden;

/// <summary>What a step does with gradients before and after it uses them, in the same pass.</summary>
/// <remarks>The order is: divide by the loss scale and the micro-batches, check for infinite and NaN, clip. A gradient that
/// overflows when it is divided counts as infinite. Clipping does not change the gradients in memory, unlike PyTorch's
/// <c>clip_grad_norm_</c>.</remarks>
public sealed record GradientOptions
{
    /// <summary>Limits the joint 2-norm of all gradients, after the loss scale, to this by scaling them down; null for no limit.
    /// The factor is min(1, MaxNorm/(norm + 1e-6)), as PyTorch's <c>clip_grad_norm_</c>. Default null.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Zero, negative, infinite or NaN.</exception>
    public double? MaxNorm { get; init => field = value is double norm ? Require.Above(norm, 0) : null; }

    /// <summary>Clamps each element of a gradient, after the loss scale, to ±this; null for no limit. As PyTorch's
    /// <c>clip_grad_value_</c>. Default null.</summary>
    /// <remarks>An infinite gradient is clamped too, as in PyTorch; <see cref="NonFinite"/> is checked first.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">Zero, negative, infinite or NaN.</exception>
    public double? MaxValue { get; init => field = value is double limit ? Require.Above(limit, 0) : null; }

    /// <summary>Number of micro-batches in the sum of gradients: a step divides by it, together with the loss scale, so n
    /// micro-batches of mean losses give the step of one batch n times as large. Default 1.</summary>
    /// <remarks>For micro-batches of unequal size, leave it at 1 and weight each loss by its share of the samples.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int MicroBatches { get; init => field = Require.Between(value, 1, int.MaxValue); } = 1;

    /// <summary>What a step does if a gradient is infinite or NaN. Default <see cref="NonFiniteGradients.Propagate"/>.</summary>
    public NonFiniteGradients NonFinite { get; init => field = Require.Defined(value); }

    /// <summary>Whether a step sets the gradients to zero after use, which saves a pass. A skipped step does so too. Default
    /// <see langword="false"/>.</summary>
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
