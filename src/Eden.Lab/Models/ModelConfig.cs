using System.Text.Json.Serialization;

namespace Eden.Lab.Models;

/// <summary>What stands between the layers of a perceptron.</summary>
internal enum Activation
{
    /// <summary><c>relu</c>: max(x, 0).</summary>
    [JsonStringEnumMemberName("relu")]
    Relu,

    /// <summary><c>tanh</c>: the hyperbolic tangent.</summary>
    [JsonStringEnumMemberName("tanh")]
    Tanh,

    /// <summary><c>gelu</c>: x·Φ(x), the exact form.</summary>
    [JsonStringEnumMemberName("gelu")]
    Gelu,
}

/// <summary>A model: a multilayer perceptron, or without hidden layers logistic regression.</summary>
internal sealed record ModelConfig
{
    /// <summary>The most units of a layer, and the most layers: enough, and far from overflow.</summary>
    public const int LargestWidth = 65_536;

    public const int MostLayers = 100;

    /// <summary>The widths of the hidden layers, first to last; none makes logistic regression. Default: one of 32.</summary>
    public IReadOnlyList<int> Hidden { get; init; } = [32];

    /// <summary>What follows each hidden layer. Default <see cref="Activation.Relu"/>.</summary>
    public Activation Activation { get; init; }

    /// <summary>The probability that training drops an output of a hidden layer. Default 0.</summary>
    public double Dropout { get; init; }

    /// <summary>Refuses what cannot be built.</summary>
    /// <exception cref="InputException">A width, their number or the dropout is out of range.</exception>
    internal void Validate()
    {
        if (Hidden.Count > MostLayers)
        {
            throw new InputException($"--model has {Hidden.Count} hidden layers; it must have at most {MostLayers}");
        }

        foreach (int width in Hidden)
        {
            if (width is < 1 or > LargestWidth)
            {
                throw new InputException($"--model has a hidden layer of width {width}; it must be from 1 to {LargestWidth}");
            }
        }

        if (!(Dropout is >= 0 and < 1))
        {
            throw new InputException(FormattableString.Invariant($"--dropout is {Dropout}; it must be at least 0 and less than 1"));
        }
    }
}
