using System.Numerics;
using Eden.Autograd;

namespace Eden.Lab.Training;

/// <summary>Steps whose batch is cut into parts of about equal size, each differentiated by itself and shared among ranks. The numbers depend
/// on the number of parts alone.</summary>
/// <param name="optimizer">The optimizer, which has the ranks.</param>
/// <param name="parts">How many parts.</param>
internal sealed class MicroBatchStep<T>(Optimizer<T> optimizer, int parts)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly double[] _losses = new double[parts];

    /// <summary>Takes a step over a batch.</summary>
    /// <param name="samples">The samples of the batch.</param>
    /// <param name="lossOf">The mean loss of the samples of a part, which is given by its number, first and last sample.</param>
    /// <returns>The mean loss of the batch, the same on every rank.</returns>
    public double Take(int samples, Func<int, Range, Variable<T>> lossOf)
    {
        Array.Clear(_losses);
        optimizer.Step(parts, part =>
        {
            Range own = (int)((long)samples * part / parts)..(int)((long)samples * (part + 1) / parts);
            int count = own.End.Value - own.Start.Value;
            if (count > 0)
            {
                // The mean over the batch is that of the parts, each weighed by its samples.
                Variable<T> loss = lossOf(part, own);
                loss = count < samples ? loss * (T.CreateChecked(count) / T.CreateChecked(samples)) : loss;
                _losses[part] = double.CreateChecked(loss.Item());
                loss.Backward();
            }
        });
        optimizer.Communicator?.Sum(_losses);
        return _losses.Sum();
    }
}
