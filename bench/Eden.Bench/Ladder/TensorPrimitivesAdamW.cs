using System.Numerics.Tensors;

namespace Eden.Bench.Ladder;

/// <summary>AdamW composed of the platform's vectorised primitives: each line is a pass over memory.</summary>
internal static class TensorPrimitivesAdamW
{
    public static void Step(Span<float> value, ReadOnlySpan<float> gradient, Span<float> firstMoment, Span<float> secondMoment, Span<float> scratch, in AdamWScalars scalars)
    {
        TensorPrimitives.Multiply(firstMoment, 1 - scalars.OneMinusBeta1, firstMoment);
        TensorPrimitives.MultiplyAdd(gradient, scalars.OneMinusBeta1, firstMoment, firstMoment);

        TensorPrimitives.Multiply(gradient, gradient, scratch);
        TensorPrimitives.Multiply(secondMoment, scalars.Beta2, secondMoment);
        TensorPrimitives.MultiplyAdd(scratch, scalars.OneMinusBeta2, secondMoment, secondMoment);

        TensorPrimitives.Sqrt(secondMoment, scratch);
        TensorPrimitives.Add(scratch, scalars.Epsilon, scratch);
        TensorPrimitives.Divide(firstMoment, scratch, scratch);
        TensorPrimitives.Multiply(value, 1 - scalars.Decay, value);
        TensorPrimitives.MultiplyAdd(scratch, -scalars.StepSize, value, value);
    }
}
