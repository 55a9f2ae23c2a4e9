using System.Numerics;

namespace Eden;

/// <summary>The mean of all values: stochastic weight averaging (Izmailov et al., "Averaging Weights Leads to Wider Optima and
/// Better Generalization", 2018). PyTorch's <c>torch.optim.swa_utils.AveragedModel</c>.</summary>
/// <remarks>
/// With n updates so far: a ← a + (p − a)/(n + 1), the first time a ← p. Update once per epoch, late in the training, at a
/// learning rate that stays high: <c>Schedule.Cosine(10, swaRate)</c> is PyTorch's <c>SWALR</c>, with swaRate = <c>swa_lr</c>/α.
/// </remarks>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
/// <param name="parameters">The parameters to average: at least one, with distinct names.</param>
/// <exception cref="ArgumentException">There is no parameter, one is null or given twice, or two have the same name.</exception>
/// <exception cref="InvalidOperationException"><c>EDEN_LANES</c> names a width that this processor lacks, or <c>EDEN_THREADS</c>
/// is not a number of threads.</exception>
/// <exception cref="ObjectDisposedException">A parameter was disposed.</exception>
public sealed class EqualAverage<T>(IEnumerable<Parameter<T>> parameters) : WeightAverage<T>(parameters)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal override string Kind => nameof(EqualAverage<>);

    internal override object? MapOptions(IOptionMap map) => null;

    private protected override double Keep(long update) => (update - 1) / (double)update;
}
