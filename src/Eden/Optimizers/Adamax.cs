using System.Numerics;

namespace Eden;

/// <summary>Adamax (Kingma and Ba, "Adam: A Method for Stochastic Optimization", 2015, Algorithm 2): Adam with the infinity norm, as PyTorch has it.</summary>
/// <remarks>
/// With lr = ηα and g negated first when maximizing: g ← λp + g; m as in <see cref="Adam{T}"/>; u ← max(β₂u, |g| + ε);
/// p ← p − lr/(1−β₁ᵗ) · m/u. The paper has no ε.
/// </remarks>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class Adamax<T> : Optimizer<T, AdamaxOptions>
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
    public Adamax(IEnumerable<Parameter<T>> parameters, AdamaxOptions? options = null)
        : this(new ParameterGroup<T, AdamaxOptions>(parameters, options ?? new()))
    {
    }

    /// <summary>Makes an optimizer with groups that have options of their own.</summary>
    /// <param name="groups">At least one group; no group may belong to another optimizer.</param>
    /// <exception cref="ArgumentException">There is no group, a group or parameter is given twice, or two parameters share a
    /// name or memory.</exception>
    /// <exception cref="InvalidOperationException"><c>EDEN_LANES</c> names a width that this processor does not have, or
    /// <c>EDEN_THREADS</c> no number of threads.</exception>
    /// <exception cref="ObjectDisposedException">A parameter was disposed.</exception>
    public Adamax(params ParameterGroup<T, AdamaxOptions>[] groups)
        : base(groups)
    {
    }

    /// <inheritdoc/>
    public override Adamax<T> CopyFor(IEnumerable<Parameter<T>> parameters) => CopyState(new Adamax<T>(GroupsFor(parameters)));
}
