using System.Numerics;

namespace Eden.Autograd;

/// <summary>The hyperbolic tangent as a module: <see cref="Elementwise.Tanh{T}"/>.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class Tanh<T> : Module<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public override Variable<T> Forward(Variable<T> input) => input.Tanh();
}
