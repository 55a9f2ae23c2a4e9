using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Eden.Kernels;

/// <summary>
/// Numbers as 8-bit floats with four bits of fraction, in groups of 32 that share an exponent e. A code c stands for y − C, with
/// C = 2^(e − octaves + 1) and y the float whose bits are those of C plus c·2¹⁹: near 0 codes are even, far above C they are 1/16 of an
/// octave apart. Roundings are chosen by <see cref="Dither"/>, and since bits are linear within an octave, they are right on average.
/// NaN and infinity have a code of their own, NaN, so that they spoil no neighbour.
/// </summary>
/// <remarks>A block of 512 elements has 16 groups: element i is in group i mod 16, so that groups lie across lanes, and what holds for a
/// group is a vector for a block. First come all codes, then, at a cache line, the biased exponents, 16 for each block.</remarks>
internal abstract unsafe class Float8Format : StorageFormat<float>
{
    /// <summary>The elements of a block.</summary>
    public const int Block = 512;

    /// <summary>The groups of a block.</summary>
    public const int Lanes = 16;

    /// <summary>The elements of a turn of a loop: a cache line of codes. Buffers have room for a multiple of it.</summary>
    protected const int Unrolled = 64;

    /// <summary>How far ahead of their use codes are asked for.</summary>
    protected const int BytesAhead = 1024;

    /// <summary>The bits of a float below those of a code.</summary>
    protected const int Dropped = 19;

    private const int Alignment = 64;

    /// <summary>Below it the distance of two codes would not be a normal number.</summary>
    private const uint LeastExponent = 20;

    /// <summary>What the largest of a group is below the end of its octave, so that with C and its rounding it does not pass it, nor meet
    /// NaN.</summary>
    private const uint Room = 3 << Dropped;

    /// <summary>The largest magnitude, 3.08e38.</summary>
    protected static readonly float Most = BitConverter.UInt32BitsToSingle(MostBits);

    private const uint MostBits = (255u << 23) - Room - 1;

    /// <summary>The octaves that codes go down from the largest.</summary>
    protected abstract int Octaves { get; }

    /// <summary>The code of NaN.</summary>
    protected abstract byte NaNCode { get; }

    public override long BytesFor(long length) => ExponentOffset(length) + CountExponents(length);

    /// <summary>The place of the exponents.</summary>
    public static long ExponentOffset(long length) => (length + Alignment - 1) / Alignment * Alignment;

    /// <summary>The exponents of an array.</summary>
    public static long CountExponents(long length) => (length + Block - 1) / Block * Lanes;

    public override void Decode(byte* source, long length, long first, int count, float* destination)
    {
        byte* exponents = source + ExponentOffset(length) + (first / Block * Lanes);
        for (int i = 0; i < count; i += Block, exponents += Lanes)
        {
            Read(source + first + i, Offsets(Bytes.Widen(exponents)), Math.Min(Block, count - i), destination + i);
        }
    }

    public override void Encode(float* source, byte* destination, long length, long first, int count, uint step)
    {
        byte* exponents = destination + ExponentOffset(length) + (first / Block * Lanes);
        for (int i = 0; i < count; i += Block, exponents += Lanes)
        {
            int block = Math.Min(Block, count - i);
            new Span<float>(source + i + block, -block & (Unrolled - 1)).Clear();
            uint dither = Dither.At(first + i, step);
            if (!TryWrite(source + i, block, dither, exponents, destination + first + i))
            {
                WriteWithNaN(source + i, block, dither, exponents, destination + first + i);
            }
        }
    }

    /// <summary>The bits of C of 16 groups. Exponent 0 is a group that was never written; its codes of 0 are 0 all the same.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected Vector512<uint> Offsets(Vector512<uint> exponents) => (exponents + Vector512.Create((uint)(1 - Octaves))) << 23;

    /// <summary>Turns codes into numbers.</summary>
    /// <param name="codes">The codes of a block.</param>
    /// <param name="offsets">The bits of C.</param>
    /// <param name="count">How many; the rest up to a multiple of 64 is read too.</param>
    /// <param name="numbers">Takes the numbers.</param>
    protected abstract void Read(byte* codes, Vector512<uint> offsets, int count, float* numbers);

    /// <summary>The bits of the largest magnitudes of a block.</summary>
    protected abstract Vector512<uint> FindLargest(float* numbers, int count);

    /// <summary>Turns finite numbers into codes; the arguments are those of <see cref="Read"/>, and the <see cref="Dither"/> of the first
    /// number.</summary>
    protected abstract void Write(float* numbers, Vector512<uint> offsets, int count, uint dither, byte* codes);

    /// <summary>The nearest number in the format's range, or NaN.</summary>
    protected abstract float Clean(float number);

    /// <summary>Puts NaN where one of 64 codes says so.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    protected void PutNaN(byte* codes, float* numbers)
    {
        for (int i = 0; i < Unrolled; i++)
        {
            numbers[i] = codes[i] == NaNCode ? float.NaN : numbers[i];
        }
    }

    private bool TryWrite(float* numbers, int count, uint dither, byte* exponents, byte* codes)
    {
        Vector512<uint> largest = FindLargest(numbers, count);
        if (Vector512.GreaterThanAny(largest, Vector512.Create(MostBits)))
        {
            return false;
        }

        Vector512<uint> exponent = Vector512.Max((largest + Vector512.Create(Room)) >> 23, Vector512.Create(LeastExponent));
        Bytes.Store(exponent, exponents);
        Write(numbers, Offsets(exponent), count, dither, codes);
        return true;
    }

    /// <summary>Writes a block as if what is not finite were 0 and what is too large the largest, and then the codes of NaN.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void WriteWithNaN(float* numbers, int count, uint dither, byte* exponents, byte* codes)
    {
        bool* isNaN = stackalloc bool[Block];
        for (int i = 0; i < count; i++)
        {
            float clean = Clean(numbers[i]);
            isNaN[i] = float.IsNaN(clean);
            numbers[i] = isNaN[i] ? 0 : clean;
        }

        TryWrite(numbers, count, dither, exponents, codes);
        for (int i = 0; i < count; i++)
        {
            codes[i] = isNaN[i] ? NaNCode : codes[i];
        }
    }
}
