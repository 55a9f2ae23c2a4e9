using System.Numerics;

namespace Eden;

/// <content>Evaluation at another point than the training's.</content>
public partial class Optimizer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>
    /// Moves parameters to the evaluation point of their algorithm until the result is disposed, which restores the training
    /// point bit for bit. Evaluate and save the model there. That point is the average x for
    /// <see cref="ScheduleFreeAdamWOptions"/>; groups with other options do not move. Meanwhile <see cref="Step()"/> throws if
    /// anything moved, and writes to moved parameters are lost. With a <see cref="Communicator"/> all ranks call it.
    /// </summary>
    /// <remarks>Keeps a copy of all moved values until then.</remarks>
    /// <returns>The scope of the evaluation: <c>using (optimizer.Evaluate()) { … }</c>.</returns>
    /// <exception cref="InvalidOperationException">The parameters are at their evaluation point already.</exception>
    /// <exception cref="ObjectDisposedException">The optimizer or one of its parameters was disposed.</exception>
    public unsafe IDisposable Evaluate()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ParameterGroup<T>[] moved = [.. _model.Groups.Where(group => group.Options.GetWeightOfAverage() is not null)];
        SavedValues<T> training = new(moved.SelectMany(group => group.Parameters));
        foreach (ParameterGroup<T> group in moved)
        {
            T weight = T.CreateTruncating(group.Options.GetWeightOfAverage()!.Value);
            foreach (Parameter<T> parameter in group.Parameters)
            {
                // Before the first step there is no average yet.
                if (GetStepCount(parameter) > 0)
                {
                    (nint begin, nint end) = _model.OwnPartOf(_model.IndexOf(parameter));
                    MoveTowards(parameter.ValuePointer + begin, StatePointer(parameter, 0) + begin, weight, end - begin);
                }
            }
        }

        if (Communicator is not null && moved.Length > 0)
        {
            Exchange.GatherValues();
        }

        // The state is this optimizer's memory, which the collector may take with it once nothing else needs it.
        GC.KeepAlive(this);
        return training;
    }

    /// <summary>value + weight·(state − value).</summary>
    private static unsafe void MoveTowards(T* value, T* state, T weight, long length)
    {
        for (long i = 0; i < length; i++)
        {
            value[i] = T.FusedMultiplyAdd(weight, state[i] - value[i], value[i]);
        }
    }
}
