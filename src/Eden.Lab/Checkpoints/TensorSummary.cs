using Eden.Checkpoints;

namespace Eden.Lab.Checkpoints;

/// <summary>A tensor and its numbers in short. Minimum, maximum, mean and norm are of the finite elements.</summary>
internal sealed record TensorSummary
{
    public required string Name { get; init; }

    /// <summary>The element type by the name that safetensors has for it.</summary>
    public required string Type { get; init; }

    /// <summary>The length of each dimension.</summary>
    public required IReadOnlyList<long> Shape { get; init; }

    public required long Elements { get; init; }

    public required long Bytes { get; init; }

    /// <summary>The smallest element; null where none is finite.</summary>
    public TensorValue? Minimum { get; init; }

    /// <summary>The largest element.</summary>
    public TensorValue? Maximum { get; init; }

    public double? Mean { get; init; }

    /// <summary>The 2-norm.</summary>
    public double? Norm { get; init; }

    /// <summary>How many elements are NaN.</summary>
    public long NaNs { get; init; }

    /// <summary>How many elements are infinite.</summary>
    public long Infinities { get; init; }

    /// <summary>Reads a tensor through.</summary>
    internal static TensorSummary Of(CheckpointTensor tensor, CancellationToken cancellation)
    {
        NumberMeter meter = new();
        (Int128 Least, Int128 Most)? integers = null;
        if (TensorBlocks.AreIntegers(tensor))
        {
            double[] numbers = [];
            TensorBlocks.ForEach<Int128>(
                tensor,
                TensorBlocks.Integers,
                block =>
                {
                    Array.Resize(ref numbers, block.Length);
                    for (int i = 0; i < block.Length; i++)
                    {
                        (Int128 least, Int128 most) = integers ?? (block[i], block[i]);
                        integers = (Int128.Min(least, block[i]), Int128.Max(most, block[i]));
                        numbers[i] = (double)block[i];
                    }

                    meter.Add(numbers);
                },
                cancellation);
        }
        else
        {
            TensorBlocks.ForEach<double>(tensor, TensorBlocks.Numbers, block => meter.Add(block), cancellation);
        }

        return new()
        {
            Name = tensor.Name,
            Type = TensorBlocks.TypeName(tensor),
            Shape = [.. tensor.Shape],
            Elements = tensor.Length,
            Bytes = tensor.ByteLength,
            Minimum = integers is { } range ? new TensorValue(range.Least) : meter.Finite > 0 ? new TensorValue(meter.Minimum) : null,
            Maximum = integers is { } same ? new TensorValue(same.Most) : meter.Finite > 0 ? new TensorValue(meter.Maximum) : null,
            Mean = meter.Finite > 0 ? meter.Mean : null,
            Norm = meter.Finite > 0 ? meter.Norm : null,
            NaNs = meter.NaNs,
            Infinities = meter.Infinities,
        };
    }
}
