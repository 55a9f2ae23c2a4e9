using System.Numerics;

namespace Eden;

/// <summary>RMSprop (Hinton, "Neural Networks for Machine Learning", lecture 6e, 2012; centered after Graves 2013), as PyTorch has it.</summary>
/// <remarks>
/// With lr = ηα and g negated first when maximizing, and α of PyTorch written ρ: g ← λp + g; v ← ρv + (1−ρ)g²; centered,
/// ḡ ← ρḡ + (1−ρ)g and v − ḡ² takes the place of v below; d = g/(√v + ε); with momentum b ← μb + d and p ← p − lr·b, without
/// p ← p − lr·d.
/// </remarks>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class RmsProp<T> : Optimizer<T, RmsPropOptions>
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
    public RmsProp(IEnumerable<Parameter<T>> parameters, RmsPropOptions? options = null)
        : this(new ParameterGroup<T, RmsPropOptions>(parameters, options ?? new()))
    {
    }

    /// <summary>Makes an optimizer with groups that have options of their own.</summary>
    /// <param name="groups">At least one group; no group may belong to another optimizer.</param>
    /// <exception cref="ArgumentException">There is no group, a group or parameter is given twice, or two parameters share a
    /// name or memory.</exception>
    /// <exception cref="InvalidOperationException"><c>EDEN_LANES</c> names a width that this processor does not have, or
    /// <c>EDEN_THREADS</c> no number of threads.</exception>
    /// <exception cref="ObjectDisposedException">A parameter was disposed.</exception>
    public RmsProp(params ParameterGroup<T, RmsPropOptions>[] groups)
        : base(groups)
    {
    }

    /// <inheritdoc/>
    public override RmsProp<T> CopyFor(IEnumerable<Parameter<T>> parameters) => CopyState(new RmsProp<T>(GroupsFor(parameters)));
}
