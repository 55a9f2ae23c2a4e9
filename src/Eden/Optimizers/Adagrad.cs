using System.Numerics;

namespace Eden;

/// <summary>Adagrad (Duchi, Hazan and Singer, "Adaptive Subgradient Methods for Online Learning and Stochastic Optimization", 2011), as PyTorch has it.</summary>
/// <remarks>
/// With lr = ηα/(1 + (t−1)·decay) and g negated first when maximizing: g ← λp + g; s ← s + g²; p ← p − lr·g/(√s + ε).
/// </remarks>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class Adagrad<T> : Optimizer<T, AdagradOptions>
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
    public Adagrad(IEnumerable<Parameter<T>> parameters, AdagradOptions? options = null)
        : this(new ParameterGroup<T, AdagradOptions>(parameters, options ?? new()))
    {
    }

    /// <summary>Makes an optimizer with groups that have options of their own.</summary>
    /// <param name="groups">At least one group; no group may belong to another optimizer.</param>
    /// <exception cref="ArgumentException">There is no group, a group or parameter is given twice, or two parameters share a
    /// name or memory.</exception>
    /// <exception cref="InvalidOperationException"><c>EDEN_LANES</c> names a width that this processor does not have, or
    /// <c>EDEN_THREADS</c> no number of threads.</exception>
    /// <exception cref="ObjectDisposedException">A parameter was disposed.</exception>
    public Adagrad(params ParameterGroup<T, AdagradOptions>[] groups)
        : base(groups)
    {
    }

    /// <inheritdoc/>
    public override Adagrad<T> CopyFor(IEnumerable<Parameter<T>> parameters) => CopyState(new Adagrad<T>(GroupsFor(parameters)));
}
