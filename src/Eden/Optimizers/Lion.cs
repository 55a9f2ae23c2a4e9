using System.Numerics;

namespace Eden;

/// <summary>Lion (Chen et al., "Symbolic Discovery of Optimization Algorithms", 2023, Algorithm 2), with decoupled decay.</summary>
/// <remarks>
/// With lr = ηα and g negated first when maximizing: p ← p − (lr·λ·p + lr·sign(β₁m + (1−β₁)g)); m ← β₂m + (1−β₂)g. The sign of
/// zero is zero; a direction that is infinite or NaN makes the value NaN, where PyTorch's <c>sign</c> would make a step of it. A first moment below a few smallest normal numbers counts as zero, so that a weight without a gradient comes
/// to rest.
/// </remarks>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class Lion<T> : Optimizer<T, LionOptions>
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
    public Lion(IEnumerable<Parameter<T>> parameters, LionOptions? options = null)
        : this(new ParameterGroup<T, LionOptions>(parameters, options ?? new()))
    {
    }

    /// <summary>Makes an optimizer with groups that have options of their own.</summary>
    /// <param name="groups">At least one group; no group may belong to another optimizer.</param>
    /// <exception cref="ArgumentException">There is no group, a group or parameter is given twice, or two parameters share a
    /// name or memory.</exception>
    /// <exception cref="InvalidOperationException"><c>EDEN_LANES</c> names a width that this processor does not have, or
    /// <c>EDEN_THREADS</c> no number of threads.</exception>
    /// <exception cref="ObjectDisposedException">A parameter was disposed.</exception>
    public Lion(params ParameterGroup<T, LionOptions>[] groups)
        : base(groups)
    {
    }

    /// <inheritdoc/>
    public override Lion<T> CopyFor(IEnumerable<Parameter<T>> parameters) => CopyState(new Lion<T>(GroupsFor(parameters)));
}
