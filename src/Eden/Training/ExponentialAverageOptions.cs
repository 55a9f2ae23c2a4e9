using Eden.Rules;

namespace Eden;

/// <summary>Options of <see cref="ExponentialAverage{T}"/>.</summary>
public sealed record ExponentialAverageOptions
{
    /// <summary>β, the share of itself that the average keeps in an update. Its memory lasts about 1/(1 − β) updates. Default
    /// 0.999, as PyTorch's <c>get_ema_multi_avg_fn</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside [0, 1) or NaN.</exception>
    public double Decay { get; init => field = Require.Coefficient(value); } = 0.999;

    /// <summary>How the first updates are weighted. Default <see cref="AverageStart.FirstValue"/>.</summary>
    public AverageStart Start { get; init => field = Require.Defined(value); }

    /// <summary>An update of the average as a step of <see cref="BoundStep{T}"/>, for weights in memory of others: value =
    /// average, gradient = current weight, no state, step = number of the update.</summary>
    public RuleOptions ToStepOptions() => new AverageStepOptions(this);

    /// <summary>The same options with the values that <paramref name="map"/> gives for their names.</summary>
    internal ExponentialAverageOptions Map(IOptionMap map) => this with
    {
        Decay = map.Number(nameof(Decay), Decay),
        Start = map.Choice(nameof(Start), Start),
    };

    /// <summary>β_t of update t.</summary>
    internal double Keep(long update) => update == 1 ? 0 : Start switch
    {
        AverageStart.BiasCorrected => 1 - ((1 - Decay) / (1 - Math.Pow(Decay, update))),
        AverageStart.WarmUp => Math.Min(Decay, update / (9.0 + update)),
        _ => Decay,
    };
}

/// <summary>An update of an average as a step.</summary>
internal sealed record AverageStepOptions(ExponentialAverageOptions Average) : RuleOptions
{
    /// <inheritdoc/>
    protected internal override ReadOnlySpan<string> StateNames => [];

    /// <inheritdoc/>
    protected internal override OptimizerOptions WithoutDecay() => this;

    /// <inheritdoc/>
    protected override void SelectRule<T, TSink>(double learningRate, long t, TSink sink) => sink.Use(new AverageRule<T>(Average.Keep(t)));
}

/// <summary>How the first updates of an <see cref="ExponentialAverage{T}"/> are weighted. The very first takes the value
/// unchanged.</summary>
public enum AverageStart
{
    /// <summary>β_t = β from the second update on: the first value keeps the weight β^(t−1), which stays large for a long time.
    /// As PyTorch.</summary>
    FirstValue,

    /// <summary>β_t = 1 − (1 − β)/(1 − βᵗ): an average that starts at zero, divided by 1 − βᵗ, as Adam corrects its moments; the
    /// first value gets no extra weight. As <c>debias</c> of optax's <c>ema</c>.</summary>
    BiasCorrected,

    /// <summary>β_t = min(β, t/(9 + t)): a short memory at first. As <c>use_ema_warmup=False</c> of diffusers' <c>EMAModel</c> and
    /// <c>num_updates</c> of TensorFlow's <c>ExponentialMovingAverage</c>.</summary>
    WarmUp,
}
