using System.Numerics;

namespace Eden.Lab.Data;

/// <summary>Samples as a file has them, in a type that holds its numbers exactly.</summary>
/// <param name="Name">What a title calls them.</param>
/// <param name="Samples">All samples, or the training part.</param>
/// <param name="Test">The test part; <see langword="null"/> where the file has none.</param>
/// <param name="IsImage">Whether all features measure the same, the brightness of a pixel.</param>
internal sealed record RawData<TNumber>(string Name, RawSamples<TNumber> Samples, RawSamples<TNumber>? Test, int Classes, bool IsImage)
    where TNumber : unmanaged, INumberBase<TNumber>
{
    /// <summary>What is likely a mistake, a line each.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}

/// <summary>Features, row-major, and the class of each row.</summary>
internal sealed record RawSamples<TNumber>(ReadOnlyMemory<TNumber> Features, int[] Labels)
    where TNumber : unmanaged, INumberBase<TNumber>
{
    public int FeatureCount => Features.Length / Labels.Length;

    public ReadOnlySpan<TNumber> Row(int index) => Features.Span.Slice(index * FeatureCount, FeatureCount);
}
