using System.Numerics;

namespace Eden.Lab.Data;

/// <summary>Samples of a classification task: a row of features each, and the class it belongs to.</summary>
internal sealed class Samples<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T[] _features;
    private readonly int[] _labels;

    internal Samples(T[] features, int[] labels, int featureCount)
    {
        _features = features;
        _labels = labels;
        FeatureCount = featureCount;
    }

    /// <summary>The number of samples.</summary>
    public int Count => _labels.Length;

    public int FeatureCount { get; }

    /// <summary>The features, row-major: [<see cref="Count"/>, <see cref="FeatureCount"/>].</summary>
    public ReadOnlyMemory<T> Features => _features;

    /// <summary>The class of each sample, from 0.</summary>
    public ReadOnlyMemory<int> Labels => _labels;

    public ReadOnlySpan<T> Row(int index) => _features.AsSpan(index * FeatureCount, FeatureCount);
}
