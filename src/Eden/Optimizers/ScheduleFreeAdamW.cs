using System.Numerics;

namespace Eden;

/// <summary>Schedule-Free AdamW (Defazio et al., "The Road Less Scheduled", 2024, Algorithm 1): AdamW that averages instead of
/// lowering the learning rate.</summary>
/// <remarks>
/// <para>Parameters hold the training point y, where gradients are to be taken. Evaluate and save the model at x, the average
/// of all steps: within <see cref="Evaluate"/>.</para>
/// <para>With lr = ηα·min(1, t/T), T the warm-up, and g negated first when maximizing: z starts as y; v ← β₂v + (1−β₂)g²;
/// d = lr·(g/(√(v/(1−β₂ᵗ)) + ε) + λy); z ← z − d; x ← (1−c)x + cz with c = min(1, t/T)²/∑min(1, i/T)²;
/// y ← (1−β₁)z + β₁x. As in the authors' later code, √(1−β₂ᵗ) does not weigh the average, which the paper lets it do.</para>
/// </remarks>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class ScheduleFreeAdamW<T> : Optimizer<T, ScheduleFreeAdamWOptions>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Makes an optimizer with one group.</summary>
    /// <param name="parameters">What to update: at least one, each with a name of its own and memory of its own.</param>
    /// <param name="options">The options; left out, the defaults.</param>
    /// <exception cref="ArgumentException">There is no parameter, one is given twice, two share a name or memory, or the
    /// options contradict each other.</exception>
    /// <exception cref="InvalidOperationException"><c>EDEN_LANES</c> names a width that this processor does not have, or
    /// <c>EDEN_THREADS</c> no number of threads.</exception>
    /// <exception cref="ObjectDisposedException">A parameter was disposed.</exception>
    public ScheduleFreeAdamW(IEnumerable<Parameter<T>> parameters, ScheduleFreeAdamWOptions? options = null)
        : this(new ParameterGroup<T, ScheduleFreeAdamWOptions>(parameters, options ?? new()))
    {
    }

    /// <summary>Makes an optimizer with groups that have options of their own.</summary>
    /// <param name="groups">At least one group; no group may belong to another optimizer.</param>
    /// <exception cref="ArgumentException">There is no group, a group or parameter is given twice, or two parameters share a
    /// name or memory.</exception>
    /// <exception cref="InvalidOperationException"><c>EDEN_LANES</c> names a width that this processor does not have, or
    /// <c>EDEN_THREADS</c> no number of threads.</exception>
    /// <exception cref="ObjectDisposedException">A parameter was disposed.</exception>
    public ScheduleFreeAdamW(params ParameterGroup<T, ScheduleFreeAdamWOptions>[] groups)
        : base(groups)
    {
    }

    /// <inheritdoc/>
    public override ScheduleFreeAdamW<T> CopyFor(IEnumerable<Parameter<T>> parameters) => CopyState(new ScheduleFreeAdamW<T>(GroupsFor(parameters)));

    /// <summary>
    /// Moves every parameter from the training point y to the average x until the result is disposed, which brings y back bit
    /// for bit. Meanwhile <see cref="Optimizer{T}.Step"/> throws; what is written into parameters is lost.
    /// </summary>
    /// <remarks>Keeps a copy of all values meanwhile.</remarks>
    /// <returns>The scope of the evaluation: <c>using (optimizer.Evaluate()) { … }</c>.</returns>
    /// <exception cref="InvalidOperationException">The parameters are at x already.</exception>
    /// <exception cref="ObjectDisposedException">The optimizer or one of its parameters was disposed.</exception>
    public unsafe IDisposable Evaluate()
    {
        foreach (Parameter<T> parameter in Groups.SelectMany(group => group.Parameters))
        {
            _ = StatePointer(parameter, 0);
        }

        SavedValues<T> training = new(Groups.SelectMany(group => group.Parameters));
        foreach (ParameterGroup<T, ScheduleFreeAdamWOptions> group in Groups)
        {
            T weight = group.Options.WeightOfAverage<T>();
            foreach (Parameter<T> parameter in group.Parameters)
            {
                // Before the first step z is y.
                if (StepCount(parameter) > 0)
                {
                    MoveToAverage(parameter.ValuePointer, StatePointer(parameter, 0), weight, parameter.Length);
                }
            }
        }

        // z is this optimizer's memory, which the collector may take with it once nothing else needs it.
        GC.KeepAlive(this);
        return training;
    }

    /// <summary>x = y + (1 − 1/β₁)(z − y).</summary>
    private static unsafe void MoveToAverage(T* value, T* z, T weight, long length)
    {
        for (long i = 0; i < length; i++)
        {
            value[i] = T.FusedMultiplyAdd(weight, z[i] - value[i], value[i]);
        }
    }
}
