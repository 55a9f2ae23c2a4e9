using System.Numerics;

namespace Eden;

/// <summary>Helpers that choose weight decay: which parameters decay, and how much.</summary>
public static class Decay
{
    /// <summary>Splits parameters into a group that decays as the options say and a group that does not decay.</summary>
    /// <param name="parameters">The parameters, at least one.</param>
    /// <param name="options">The options of both groups, except the decay.</param>
    /// <param name="decays">Which parameters decay. Default: those with at least two dimensions, so not biases and normalisation
    /// scales.</param>
    /// <returns>The groups for the optimizer's constructor: first the decaying group; a single group if all parameters are
    /// alike.</returns>
    /// <exception cref="ArgumentException">There are no parameters, one is null, or the options contradict each
    /// other.</exception>
    public static ParameterGroup<T, TOptions>[] Split<T, TOptions>(IEnumerable<Parameter<T>> parameters, TOptions options, Func<Parameter<T>, bool>? decays = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TOptions : OptimizerOptions
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(options);
        decays ??= parameter => parameter.Shape.Length > 1;

        // A null goes to the group, which refuses it.
        ILookup<bool, Parameter<T>> byDecay = parameters.ToLookup(parameter => parameter is null || decays(parameter));
        List<ParameterGroup<T, TOptions>> groups = [];
        if (byDecay[true].Any() || !byDecay[false].Any())
        {
            groups.Add(new(byDecay[true], options));
        }

        if (byDecay[false].Any())
        {
            groups.Add(new(byDecay[false], (TOptions)options.WithoutDecay()));
        }

        return [.. groups];
    }

    /// <summary>λ = λ_norm·√(b/(B·T)), whose best value hardly depends on the length of the training (Loshchilov and Hutter,
    /// "Decoupled Weight Decay Regularization", 2019, appendix B.1).</summary>
    /// <remarks>It is the λ of the paper's Algorithm 2, so use it with <see cref="DecayScaling.ScheduleOnly"/>, or divide it by
    /// the learning rate.</remarks>
    /// <param name="normalized">λ_norm; the paper finds 0.025 to 0.05 good.</param>
    /// <param name="batchSize">b, the samples of a batch.</param>
    /// <param name="sampleCount">B, the samples of the training set.</param>
    /// <param name="epochs">T, the passes over the training set.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="normalized"/> is negative, infinite or NaN, or one of the
    /// others is below 1.</exception>
    public static double Normalized(double normalized, long batchSize, long sampleCount, long epochs)
    {
        Require.AtLeastZero(normalized, nameof(normalized));
        Require.AtLeastOne(batchSize, nameof(batchSize));
        Require.AtLeastOne(sampleCount, nameof(sampleCount));
        Require.AtLeastOne(epochs, nameof(epochs));
        return normalized * Math.Sqrt(batchSize / ((double)sampleCount * epochs));
    }
}
