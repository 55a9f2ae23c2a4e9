using System.Numerics;

namespace Eden.Autograd;

/// <summary>Modules one after the other.</summary>
/// <remarks>
/// Parameters keep the names that the layers were given. PyTorch's <c>nn.Sequential</c> names a layer by its position,
/// activations counted: <c>new Linear("0", …), new Relu(), new Linear("2", …)</c>.
/// </remarks>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class Sequential<T> : Module<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Module<T>[] _modules;

    /// <summary>Makes a model of modules.</summary>
    /// <param name="modules">The modules, first to last.</param>
    /// <exception cref="ArgumentException">Two of their parameters share a name.</exception>
    public Sequential(params IReadOnlyList<Module<T>> modules)
        : base(modules.SelectMany(module => module.Parameters))
    {
        _modules = [.. modules];
    }

    /// <inheritdoc/>
    public override Variable<T> Forward(Variable<T> input)
    {
        foreach (Module<T> module in _modules)
        {
            input = module.Forward(input);
        }

        return input;
    }
}
