using System.Numerics;

namespace Eden;

/// <summary>An exponential moving average (EMA) of weights (Polyak and Juditsky, "Acceleration of Stochastic Approximation by
/// Averaging", 1992, in the form of the field).</summary>
/// <remarks>
/// a ← β_t·a + (1 − β_t)·p in update t from 1, the first time a ← p. <see cref="ExponentialAverageOptions.Start"/> says what β_t
/// is. PyTorch's <c>AveragedModel</c> with <c>get_ema_multi_avg_fn(β)</c> under <see cref="AverageStart.FirstValue"/>, the
/// default.
/// </remarks>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
/// <param name="parameters">The parameters to average: at least one, with distinct names.</param>
/// <param name="options">The options; null for the defaults.</param>
/// <exception cref="ArgumentException">There is no parameter, one is null or given twice, or two have the same name.</exception>
/// <exception cref="InvalidOperationException"><c>EDEN_LANES</c> names a width that this processor lacks, or <c>EDEN_THREADS</c>
/// is not a number of threads.</exception>
/// <exception cref="ObjectDisposedException">A parameter was disposed.</exception>
public sealed class ExponentialAverage<T>(IEnumerable<Parameter<T>> parameters, ExponentialAverageOptions? options = null) : WeightAverage<T>(parameters)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The options.</summary>
    public ExponentialAverageOptions Options { get; } = options ?? new();

    internal override string Kind => nameof(ExponentialAverage<>);

    internal override object? MapOptions(IOptionMap map) => Options.Map(map);

    private protected override double Keep(long update) => Options.Keep(update);
}
