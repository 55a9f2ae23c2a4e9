using System.Numerics;

namespace Eden.Autograd;

/// <summary>Dropout as a module: <see cref="Activations.Dropout{T}"/> while there is a source of random numbers, and nothing
/// without one, as evaluation wants.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class Dropout<T> : Module<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Makes a layer that lets everything through until <see cref="Random"/> is set.</summary>
    /// <param name="probability">The probability of an element to be dropped.</param>
    /// <exception cref="ArgumentOutOfRangeException">Outside [0, 1) or NaN.</exception>
    public Dropout(double probability)
    {
        Activations.CheckProbability(probability);
        Probability = probability;
    }

    /// <summary>The probability of an element to be dropped.</summary>
    public double Probability { get; }

    /// <summary>Where the choice comes from; <see langword="null"/>, the default, drops nothing.</summary>
    public Xoshiro256? Random { get; set; }

    /// <inheritdoc/>
    public override Variable<T> Forward(Variable<T> input) => Random is null || Probability == 0 ? input : input.Dropout(Probability, Random);
}
