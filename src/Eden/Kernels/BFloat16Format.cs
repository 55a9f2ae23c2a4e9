namespace Eden.Kernels;

/// <summary>bfloat16, rounded to nearest even. Moments stand still in it once their changes are less than half of their last bit, so
/// it is a step towards small state and no choice for users.</summary>
internal sealed unsafe class BFloat16Format : StorageFormat<float>
{
    public override long BytesFor(long length) => 2 * length;

    public override void Decode(byte* source, long length, long first, int count, float* destination)
    {
        ushort* numbers = (ushort*)source + first;
        for (int i = 0; i < count; i++)
        {
            destination[i] = BitConverter.UInt32BitsToSingle((uint)numbers[i] << 16);
        }
    }

    public override void Encode(float* source, byte* destination, long length, long first, int count)
    {
        ushort* numbers = (ushort*)destination + first;
        for (int i = 0; i < count; i++)
        {
            uint bits = BitConverter.SingleToUInt32Bits(source[i]);

            // A NaN keeps a bit of its fraction, which rounding could carry away.
            numbers[i] = (ushort)(float.IsNaN(source[i]) ? (bits >> 16) | 0x40 : (bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
        }
    }
}
