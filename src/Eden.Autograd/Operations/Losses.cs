using System.Numerics;
using System.Numerics.Tensors;

namespace Eden.Autograd;

/// <summary>Operations that turn the outputs of a classifier into probabilities and a loss.</summary>
public static class Losses
{
    /// <summary>The logarithm of the softmax over the last dimension: x − max − log Σ exp(x − max).</summary>
    /// <param name="x">Scores, with the classes in the last dimension.</param>
    /// <exception cref="ArgumentException"><paramref name="x"/> is a single value, or has no classes.</exception>
    public static Variable<T> LogSoftmax<T>(this Variable<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(x);
        int classes = x.Shape is [.., > 0 and long last] ? (int)last : throw new ArgumentException($"log-softmax: the shape {Shapes.Text(x.Shape)} has no classes; it must be [..., classes].", nameof(x));
        T[] value = GC.AllocateUninitializedArray<T>(x.Value.Length);
        T[] softmax = GC.AllocateUninitializedArray<T>(value.Length);
        for (int start = 0; start < value.Length; start += classes)
        {
            ReadOnlySpan<T> row = x.Value.Slice(start, classes);
            TensorPrimitives.Subtract(row, TensorPrimitives.Max(row), value.AsSpan(start, classes));
        }

        TensorPrimitives.Exp(value, softmax);
        for (int start = 0; start < value.Length; start += classes)
        {
            Span<T> row = value.AsSpan(start, classes);
            Span<T> probabilities = softmax.AsSpan(start, classes);
            T sum = TensorPrimitives.Sum<T>(probabilities);
            TensorPrimitives.Subtract(row, T.Log(sum), row);
            TensorPrimitives.Divide(probabilities, sum, probabilities);
        }

        return new(value, x.Shape, [x], gradient =>
        {
            Span<T> sums = x.Gradient;
            for (int start = 0; start < sums.Length; start += classes)
            {
                Span<T> sum = sums.Slice(start, classes);
                ReadOnlySpan<T> row = gradient.Slice(start, classes);
                TensorPrimitives.Add(sum, row, sum);
                TensorPrimitives.FusedMultiplyAdd(softmax.AsSpan(start, classes), -TensorPrimitives.Sum(row), sum, sum);
            }
        });
    }

    /// <summary>The mean over all samples of −log softmax at the sample's label.</summary>
    /// <param name="scores">A matrix [n, classes] of scores, not yet normalised, with n at least 1.</param>
    /// <param name="labels">The class of each sample, from 0; copied.</param>
    /// <returns>A single value.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit, there are no samples, or a label is out of range.</exception>
    public static Variable<T> CrossEntropy<T>(this Variable<T> scores, ReadOnlySpan<int> labels)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(scores);
        if (scores.Shape.Length != 2 || labels.IsEmpty || scores.Shape[0] != labels.Length)
        {
            throw Shapes.Misfit("cross-entropy", scores.Shape, [labels.Length], "scores and labels must be [n, classes] and [n], with n at least 1");
        }

        int classes = (int)scores.Shape[1];
        int[] chosen = new int[labels.Length];
        for (int i = 0; i < chosen.Length; i++)
        {
            chosen[i] = (uint)labels[i] < (uint)classes
                ? (i * classes) + labels[i]
                : throw new ArgumentException($"cross-entropy: label {labels[i]} of sample {i} is not one of the {classes} classes.", nameof(labels));
        }

        return MeanOfNegated(scores.LogSoftmax(), chosen);
    }

    private static Variable<T> MeanOfNegated<T>(Variable<T> x, int[] chosen)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T count = T.CreateChecked(chosen.Length);
        T sum = T.Zero;
        foreach (int i in chosen)
        {
            sum -= x.Value[i];
        }

        return new([sum / count], [], [x], gradient =>
        {
            T share = gradient[0] / count;
            Span<T> sums = x.Gradient;
            foreach (int i in chosen)
            {
                sums[i] -= share;
            }
        });
    }
}
