using System.Numerics;
using Eden.Lab.Data;

namespace Eden.Lab.Training;

/// <summary>The samples of each step, in an order that is new in every epoch.</summary>
/// <remarks>A step's samples are a function of the seed and the step alone; memory is used again from step to step.</remarks>
internal sealed class Batches<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Samples<T> _samples;
    private readonly ulong _seed;
    private readonly int _size;
    private readonly int[] _order;
    private readonly T[] _features;
    private readonly int[] _labels;
    private int _epoch = -1;

    public Batches(Samples<T> samples, int size, ulong seed)
    {
        _samples = samples;
        _seed = seed;
        _size = Math.Min(size, samples.Count);
        _order = new int[samples.Count];
        _features = GC.AllocateUninitializedArray<T>(_size * samples.FeatureCount);
        _labels = new int[_size];
        PerEpoch = (samples.Count + _size - 1) / _size;
    }

    public int PerEpoch { get; }

    /// <summary>The samples of a step, from 0; valid until the next call.</summary>
    public (ReadOnlyMemory<T> Features, ReadOnlyMemory<int> Labels) At(long step)
    {
        (long epoch, long position) = Math.DivRem(step, PerEpoch);
        Shuffle((int)epoch);
        int start = (int)position * _size;
        int count = Math.Min(_size, _samples.Count - start);
        ReadOnlySpan<int> labels = _samples.Labels.Span;
        for (int i = 0; i < count; i++)
        {
            int index = _order[start + i];
            _samples.Row(index).CopyTo(_features.AsSpan(i * _samples.FeatureCount));
            _labels[i] = labels[index];
        }

        return (_features.AsMemory(0, count * _samples.FeatureCount), _labels.AsMemory(0, count));
    }

    /// <summary>How many samples the steps from one up to another take.</summary>
    public long CountSamples(long from, long to) => CountSamples(to) - CountSamples(from);

    private long CountSamples(long steps) => (steps / PerEpoch * _samples.Count) + (steps % PerEpoch * _size);

    private void Shuffle(int epoch)
    {
        if (epoch == _epoch)
        {
            return;
        }

        // From the same start in every epoch, so that none depends on the one before.
        for (int i = 0; i < _order.Length; i++)
        {
            _order[i] = i;
        }

        Streams.Order(_seed, epoch).Shuffle<int>(_order);
        _epoch = epoch;
    }
}
