using System.Runtime.InteropServices;

namespace Eden.Bench;

/// <summary>
/// Values, gradients and state of a model in one block of native memory: what all rungs work on. Each array starts at a cache
/// line and is as long as whole cache lines, so that no rung needs a tail.
/// </summary>
internal sealed unsafe class Streams : IDisposable
{
    private readonly float* _memory;

    public Streams(long length, int states)
    {
        Length = length;
        Stride = (length + 15) / 16 * 16;
        long total = (2 + states) * Stride;
        _memory = (float*)NativeMemory.AlignedAlloc((nuint)(total * sizeof(float)), 64);
        Random random = new(1);
        float[] noise = [.. Enumerable.Range(0, 4099).Select(_ => random.NextSingle() - 0.5f)];
        for (long i = 0; i < total; i += noise.Length)
        {
            Span<float> part = new(_memory + i, (int)Math.Min(noise.Length, total - i));
            if (i < 2 * Stride)
            {
                noise.AsSpan(0, part.Length).CopyTo(part);
            }
            else
            {
                part.Clear();
            }
        }

        new Span<float>(State0, (int)Math.Min(noise.Length, total - (2 * Stride))).Clear();
    }

    public long Length { get; }

    public long Stride { get; }

    public float* Value => _memory;

    public float* Gradient => _memory + Stride;

    public float* State0 => _memory + (2 * Stride);

    public float* State1 => _memory + (3 * Stride);

    public float* State2 => _memory + (4 * Stride);

    /// <summary>The values and the gradient as a parameter, in place.</summary>
    public Parameter<float> Parameter => Parameter<float>.Wrap("weight", Value, Gradient, Length);

    /// <summary>Bytes that a step moves per parameter: the value is read and written, the gradient read, each state array read and
    /// written.</summary>
    public static int BytesPerParameter(int states) => (3 + (2 * states)) * sizeof(float);

    public void Dispose() => NativeMemory.AlignedFree(_memory);
}
