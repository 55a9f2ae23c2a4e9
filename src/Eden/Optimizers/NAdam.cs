using System.Numerics;

namespace Eden;

/// <summary>NAdam (Dozat, "Incorporating Nesterov Momentum into Adam", 2016): Adam with Nesterov momentum, as PyTorch has it, with an L2 penalty or decoupled decay.</summary>
/// <remarks>
/// With lr = ηα, g negated first when maximizing and μ_t = β₁(1 − ½·0.96^(tψ)): g ← λp + g (L2 penalty); m and v as in
/// <see cref="Adam{T}"/>; p ← p − lr·((1−μ_t)·g/(1−∏μ_i) + μ_{t+1}·m/(1−μ_{t+1}·∏μ_i))/(√(v/(1−β₂ᵗ)) + ε). Decoupled decay takes
/// lr·λ·p as well.
/// </remarks>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class NAdam<T> : Optimizer<T, NAdamOptions>
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
    public NAdam(IEnumerable<Parameter<T>> parameters, NAdamOptions? options = null)
        : this(new ParameterGroup<T, NAdamOptions>(parameters, options ?? new()))
    {
    }

    /// <summary>Makes an optimizer with groups that have options of their own.</summary>
    /// <param name="groups">At least one group; no group may belong to another optimizer.</param>
    /// <exception cref="ArgumentException">There is no group, a group or parameter is given twice, or two parameters share a
    /// name or memory.</exception>
    /// <exception cref="InvalidOperationException"><c>EDEN_LANES</c> names a width that this processor does not have, or
    /// <c>EDEN_THREADS</c> no number of threads.</exception>
    /// <exception cref="ObjectDisposedException">A parameter was disposed.</exception>
    public NAdam(params ParameterGroup<T, NAdamOptions>[] groups)
        : base(groups)
    {
    }

    /// <inheritdoc/>
    public override NAdam<T> CopyFor(IEnumerable<Parameter<T>> parameters) => CopyState(new NAdam<T>(GroupsFor(parameters)));
}
