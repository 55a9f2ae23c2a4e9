using System.Numerics;

namespace Eden.Autograd;

/// <summary>The Gaussian error linear unit as a module: <see cref="Activations.Gelu{T}"/>.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class Gelu<T> : Module<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public override Variable<T> Forward(Variable<T> input) => input.Gelu();
}
