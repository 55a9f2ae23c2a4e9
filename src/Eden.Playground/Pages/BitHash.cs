namespace Eden.Playground.Pages;

/// <summary>FNV-1a over the bits of numbers: equal hashes mean equal bits.</summary>
internal sealed class BitHash
{
    private ulong _hash = 14695981039346656037;

    public void Add(ReadOnlySpan<float> values)
    {
        foreach (float value in values)
        {
            _hash = (_hash ^ BitConverter.SingleToUInt32Bits(value)) * 1099511628211;
        }
    }

    public override string ToString() => _hash.ToString("x16", System.Globalization.CultureInfo.InvariantCulture);
}
