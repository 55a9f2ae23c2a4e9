using System.Numerics;

namespace Eden.Autograd;

/// <summary>The linear layer y = x · weightᵀ + bias, initialised as PyTorch's <c>nn.Linear</c> is.</summary>
/// <remarks>
/// Weight and bias start uniform over ±1/√in: the bound that Kaiming initialisation (He et al., "Delving Deep into
/// Rectifiers", 2015) has with a = √5. The distribution is PyTorch's; the numbers are those of Eden's own generator.
/// </remarks>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class Linear<T> : Module<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Variable<T> _weight;
    private readonly Variable<T>? _bias;

    /// <summary>Makes a layer of random start.</summary>
    /// <param name="name">What its parameters' names begin with: <c>name.weight</c> [out, in] and <c>name.bias</c>
    /// [out].</param>
    /// <param name="inputs">The number of inputs, at least 1.</param>
    /// <param name="outputs">The number of outputs, at least 1.</param>
    /// <param name="random">Where the start comes from: weight first, then bias.</param>
    /// <param name="bias">Whether there is a bias.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are no inputs or no outputs.</exception>
    public Linear(string name, long inputs, long outputs, Xoshiro256 random, bool bias = true)
        : this(MakeParameters(name, inputs, outputs, random, bias))
    {
    }

    private Linear(Parameter<T>[] parameters)
        : base(parameters)
    {
        _weight = Variable<T>.Of(parameters[0]);
        _bias = parameters.Length > 1 ? Variable<T>.Of(parameters[1]) : null;
    }

    /// <inheritdoc/>
    /// <param name="input">A matrix [n, in], a sample per row.</param>
    /// <returns>A matrix [n, out].</returns>
    /// <exception cref="ArgumentException">The shape does not fit.</exception>
    public override Variable<T> Forward(Variable<T> input) => input.Linear(_weight, _bias);

    private static Parameter<T>[] MakeParameters(string name, long inputs, long outputs, Xoshiro256 random, bool bias)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentOutOfRangeException.ThrowIfLessThan(inputs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(outputs, 1);
        ArgumentNullException.ThrowIfNull(random);
        Parameter<T> weight = new($"{name}.weight", outputs, inputs);
        Parameter<T>[] parameters = bias ? [weight, new Parameter<T>($"{name}.bias", outputs)] : [weight];
        double bound = 1 / Math.Sqrt(inputs);
        foreach (Parameter<T> parameter in parameters)
        {
            foreach (ref T value in parameter.Value)
            {
                value = T.CreateTruncating(random.NextUniform(-bound, bound));
            }
        }

        return parameters;
    }
}
