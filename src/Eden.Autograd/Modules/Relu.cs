using System.Numerics;

namespace Eden.Autograd;

/// <summary>The rectifier as a module: <see cref="Elementwise.Relu{T}"/>.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class Relu<T> : Module<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public override Variable<T> Forward(Variable<T> input) => input.Relu();
}
