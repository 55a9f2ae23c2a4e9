using System.Numerics;
using System.Numerics.Tensors;
using Eden.Autograd;
using Eden.Lab.Data;
using Eden.Lab.Models;

namespace Eden.Lab.Training;

/// <summary>How well a model does on samples.</summary>
/// <param name="Loss">The mean cross-entropy.</param>
/// <param name="Accuracy">The share that is classified rightly.</param>
internal readonly record struct Evaluation(double Loss, double Accuracy)
{
    /// <summary>So many rows at a time that their activations stay in the cache.</summary>
    private const int Rows = 128;

    /// <summary>Evaluates a model.</summary>
    public static Evaluation Of<T>(Network<T> network, Samples<T> samples)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double loss = 0;
        int right = 0;
        for (int start = 0; start < samples.Count; start += Rows)
        {
            int count = Math.Min(Rows, samples.Count - start);
            ReadOnlySpan<int> labels = samples.Labels.Span.Slice(start, count);
            Variable<T> scores = network.Evaluate(Variable<T>.Constant(samples.Features.Slice(start * samples.FeatureCount, count * samples.FeatureCount), count, samples.FeatureCount));
            loss += count * double.CreateChecked(scores.CrossEntropy(labels).Item());
            int classes = scores.Value.Length / count;
            for (int i = 0; i < count; i++)
            {
                right += TensorPrimitives.IndexOfMax(scores.Value.Slice(i * classes, classes)) == labels[i] ? 1 : 0;
            }
        }

        return new(loss / samples.Count, (double)right / samples.Count);
    }
}
