using System.Numerics;

namespace Eden;

/// <summary>AdamW (Loshchilov and Hutter, "Decoupled Weight Decay Regularization", 2019, Algorithm 2): Adam whose weight decay does not pass through the moments.</summary>
/// <remarks>
/// With lr = ηα and g negated first when maximizing: m ← m + (1−β₁)(g−m); v ← β₂v + (1−β₂)g²;
/// u = lr·√(1−β₂ᵗ)/(1−β₁ᵗ) · m/(√v + ε√(1−β₂ᵗ)); p ← p − (lr·λ·p + u). PyTorch multiplies p by 1 − lr·λ rounded to float32
/// instead, which loses decay where lr·λ is small; here it is kept (docs/numerics.md).
/// </remarks>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class AdamW<T> : Optimizer<T, AdamWOptions>
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
    public AdamW(IEnumerable<Parameter<T>> parameters, AdamWOptions? options = null)
        : this(new ParameterGroup<T, AdamWOptions>(parameters, options ?? new()))
    {
    }

    /// <summary>Makes an optimizer with groups that have options of their own.</summary>
    /// <param name="groups">At least one group; no group may belong to another optimizer.</param>
    /// <exception cref="ArgumentException">There is no group, a group or parameter is given twice, or two parameters share a
    /// name or memory.</exception>
    /// <exception cref="InvalidOperationException"><c>EDEN_LANES</c> names a width that this processor does not have, or
    /// <c>EDEN_THREADS</c> no number of threads.</exception>
    /// <exception cref="ObjectDisposedException">A parameter was disposed.</exception>
    public AdamW(params ParameterGroup<T, AdamWOptions>[] groups)
        : base(groups)
    {
    }

    /// <inheritdoc/>
    public override AdamW<T> CopyFor(IEnumerable<Parameter<T>> parameters) => CopyState(new AdamW<T>(GroupsFor(parameters)));
}
