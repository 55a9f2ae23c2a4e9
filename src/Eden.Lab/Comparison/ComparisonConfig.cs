using System.Numerics;
using Eden.Lab.Recordings;

namespace Eden.Lab.Comparison;

/// <summary>What <see cref="ArticleExperiment"/> runs. The defaults are the article's experiment as it was recorded.</summary>
internal sealed record ComparisonConfig
{
    /// <summary>How many numbers all inputs together may hold; it bounds the memory of a run.</summary>
    public const long LargestInput = 2_000_000;

    /// <summary>The number of epochs, each of one step. Default 5.</summary>
    public long Epochs { get; init; } = 5;

    /// <summary>The rows of an epoch's input. Default 2.</summary>
    public long Batch { get; init; } = 2;

    /// <summary>The columns of an input, and so the number of weights. Default 3.</summary>
    public long InFeatures { get; init; } = 3;

    /// <summary>α, the learning rate. Default 0.1.</summary>
    public double LearningRate { get; init; } = 0.1;

    /// <summary>λ, the weight decay by PyTorch's convention. Default 0.01.</summary>
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>β₁, the decay of the first moment. Default 0.9.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>β₂, the decay of the second moment. Default 0.999.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>ε, added to the root of the second moment. Default 1e-8.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>The type in which PyTorch and Eden compute; the papers' algorithms always compute in double. Default
    /// float32.</summary>
    public ElementType ElementType { get; init; }

    /// <summary>The seed of a random start and random inputs. Left out, they are those of the recording as long as its shape
    /// and length fit.</summary>
    public ulong? Seed { get; init; }

    /// <summary>Refuses what cannot be run.</summary>
    /// <exception cref="InputException">A count is below 1, the inputs are too large, or an option is out of its range.</exception>
    internal void Validate()
    {
        if (Epochs < 1 || Batch < 1 || InFeatures < 1)
        {
            throw new InputException($"epochs, batch and in-features must be at least 1, but are {Epochs}, {Batch} and {InFeatures}");
        }

        if (Epochs > LargestInput / Batch / InFeatures)
        {
            throw new InputException($"{Epochs} epochs × {Batch} rows × {InFeatures} features make more than {LargestInput} input numbers; lower one of them");
        }

        _ = Training.Refusal.Translate(() => ElementType == ElementType.Bits32 ? IsSound<float>() : IsSound<double>());
    }

    /// <summary>Lets a group refuse what the element type cannot hold.</summary>
    private bool IsSound<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        AdamWOptions options = new() { LearningRate = LearningRate, WeightDecay = WeightDecay, Beta1 = Beta1, Beta2 = Beta2, Epsilon = Epsilon };
        return new ParameterGroup<T, AdamWOptions>([new Parameter<T>("weight", 1)], options).Parameters.Count > 0;
    }
}
