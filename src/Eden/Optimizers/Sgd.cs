using System.Numerics;

namespace Eden;

/// <summary>Stochastic gradient descent with momentum, dampening and Nesterov momentum as PyTorch has them, and an L2 penalty or decoupled decay.</summary>
/// <remarks>
/// With lr = ηα and g negated first when maximizing: g ← λp + g (L2 penalty); b ← μb + (1−τ)g, in the first step b ← g;
/// p ← p − lr·b, or with Nesterov p ← p − lr·(g + μb). Decoupled decay takes lr·λ·p as well. Without momentum the two
/// decays of one λ are the same step (Loshchilov and Hutter, "Decoupled Weight Decay Regularization", 2019, Proposition 1); with Adam
/// they are not.
/// </remarks>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class Sgd<T> : Optimizer<T, SgdOptions>
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
    public Sgd(IEnumerable<Parameter<T>> parameters, SgdOptions? options = null)
        : this(new ParameterGroup<T, SgdOptions>(parameters, options ?? new()))
    {
    }

    /// <summary>Makes an optimizer with groups that have options of their own.</summary>
    /// <param name="groups">At least one group; no group may belong to another optimizer.</param>
    /// <exception cref="ArgumentException">There is no group, a group or parameter is given twice, or two parameters share a
    /// name or memory.</exception>
    /// <exception cref="InvalidOperationException"><c>EDEN_LANES</c> names a width that this processor does not have, or
    /// <c>EDEN_THREADS</c> no number of threads.</exception>
    /// <exception cref="ObjectDisposedException">A parameter was disposed.</exception>
    public Sgd(params ParameterGroup<T, SgdOptions>[] groups)
        : base(groups)
    {
    }

    /// <inheritdoc/>
    public override Sgd<T> CopyFor(IEnumerable<Parameter<T>> parameters) => CopyState(new Sgd<T>(GroupsFor(parameters)));
}
