namespace Eden.Kernels;

/// <summary>The number of bits that a rule computes on at once.</summary>
internal enum LaneWidth
{
    Scalar = 0,
    Bits128 = 128,
    Bits256 = 256,
    Bits512 = 512,
}
