using System.Numerics;

namespace Eden;

/// <summary>RAdam (Liu et al., "On the Variance of the Adaptive Learning Rate and Beyond", 2020, Algorithm 2): Adam that warms itself up, with an L2 penalty or decoupled decay.</summary>
/// <remarks>
/// With lr = ηα, g negated first when maximizing and ρ_∞ = 2/(1−β₂) − 1: g ← λp + g (L2 penalty); m and v as in
/// <see cref="Adam{T}"/>; ρ = ρ_∞ − 2tβ₂ᵗ/(1−β₂ᵗ). Where ρ is above 5, p ← p − lr·r·√(1−β₂ᵗ)/(1−β₁ᵗ) · m/(√v + ε) with
/// r = √((ρ−4)(ρ−2)ρ_∞/((ρ_∞−4)(ρ_∞−2)ρ)); elsewhere p ← p − lr·m/(1−β₁ᵗ). Decoupled decay takes lr·λ·p as well.
/// </remarks>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class RAdam<T> : Optimizer<T, RAdamOptions>
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
    public RAdam(IEnumerable<Parameter<T>> parameters, RAdamOptions? options = null)
        : this(new ParameterGroup<T, RAdamOptions>(parameters, options ?? new()))
    {
    }

    /// <summary>Makes an optimizer with groups that have options of their own.</summary>
    /// <param name="groups">At least one group; no group may belong to another optimizer.</param>
    /// <exception cref="ArgumentException">There is no group, a group or parameter is given twice, or two parameters share a
    /// name or memory.</exception>
    /// <exception cref="InvalidOperationException"><c>EDEN_LANES</c> names a width that this processor does not have, or
    /// <c>EDEN_THREADS</c> no number of threads.</exception>
    /// <exception cref="ObjectDisposedException">A parameter was disposed.</exception>
    public RAdam(params ParameterGroup<T, RAdamOptions>[] groups)
        : base(groups)
    {
    }

    /// <inheritdoc/>
    public override RAdam<T> CopyFor(IEnumerable<Parameter<T>> parameters) => CopyState(new RAdam<T>(GroupsFor(parameters)));
}
