using System.Numerics;

namespace Eden.Lab.Data;

/// <summary>A classification task, split and standardised. Read-only, so any number of runs may share it.</summary>
internal sealed record ClassificationData<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>What a message or a title calls the data.</summary>
    public required string Name { get; init; }

    public required int Classes { get; init; }

    /// <summary>What a model learns from.</summary>
    public required Samples<T> Training { get; init; }

    /// <summary>What decides when to stop; <see langword="null"/> where nothing was set aside.</summary>
    public Samples<T>? Validation { get; init; }

    /// <summary>What a model is judged by; nothing is decided by it.</summary>
    public required Samples<T> Test { get; init; }

    /// <summary>What is likely a mistake in the file, a line each.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    public int FeatureCount => Training.FeatureCount;
}
