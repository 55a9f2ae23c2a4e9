using System.Numerics;

namespace Eden;

/// <summary>Adam (Kingma and Ba, "Adam: A Method for Stochastic Optimization", 2015, Algorithm 1), with AMSGrad and an L2 penalty as PyTorch has them.</summary>
/// <remarks>
/// With lr = ηα and g negated first when maximizing: g ← λp + g; m ← m + (1−β₁)(g−m); v ← β₂v + (1−β₂)g²;
/// p ← p − lr·√(1−β₂ᵗ)/(1−β₁ᵗ) · m/(√v + ε√(1−β₂ᵗ)). An L2 penalty passes through the moments, so it shrinks weights with
/// large gradients less; <see cref="AdamW{T}"/> decays all weights alike.
/// </remarks>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class Adam<T> : Optimizer<T, AdamOptions>
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
    public Adam(IEnumerable<Parameter<T>> parameters, AdamOptions? options = null)
        : this(new ParameterGroup<T, AdamOptions>(parameters, options ?? new()))
    {
    }

    /// <summary>Makes an optimizer with groups that have options of their own.</summary>
    /// <param name="groups">At least one group; no group may belong to another optimizer.</param>
    /// <exception cref="ArgumentException">There is no group, a group or parameter is given twice, or two parameters share a
    /// name or memory.</exception>
    /// <exception cref="InvalidOperationException"><c>EDEN_LANES</c> names a width that this processor does not have, or
    /// <c>EDEN_THREADS</c> no number of threads.</exception>
    /// <exception cref="ObjectDisposedException">A parameter was disposed.</exception>
    public Adam(params ParameterGroup<T, AdamOptions>[] groups)
        : base(groups)
    {
    }

    /// <inheritdoc/>
    public override Adam<T> CopyFor(IEnumerable<Parameter<T>> parameters) => CopyState(new Adam<T>(GroupsFor(parameters)));
}
