using System.Buffers.Binary;

namespace Eden.Lab.Data;

/// <summary>A file in the IDX format of MNIST: a magic number, the lengths of the dimensions, and unsigned bytes.</summary>
/// <remarks>The format: two zero bytes, the element type (8 is the unsigned byte), the number of dimensions, each length as a
/// big-endian 32-bit integer, then the elements, row-major (Y. LeCun, C. Cortes and C. Burges, "The MNIST database").</remarks>
/// <param name="Lengths">The length of each dimension.</param>
internal sealed record IdxFile(int[] Lengths, ReadOnlyMemory<byte> Bytes)
{
    private const int UnsignedByte = 8;
    private const int MostDimensions = 8;

    /// <summary>Reads a file.</summary>
    /// <exception cref="InputException">It is no IDX file of unsigned bytes, or shorter or longer than it says.</exception>
    public static IdxFile Read(string path) => DataFile.Read(path, stream => Read(stream, DataFile.Quote(path)));

    private static IdxFile Read(Stream stream, string name)
    {
        byte[] magic = new byte[4];
        if (stream.ReadAtLeast(magic, 4, throwOnEndOfStream: false) < 4 || magic[0] != 0 || magic[1] != 0)
        {
            throw new InputException($"{name} is not an IDX file: it begins with {Convert.ToHexString(magic)}, not with 0000");
        }

        if (magic[2] != UnsignedByte || magic[3] is < 1 or > MostDimensions)
        {
            throw new InputException($"{name} is an IDX file of type {magic[2]:X2} with {Phrase.Counted(magic[3], "dimension")}; only unsigned bytes (08) with 1 to {MostDimensions} dimensions can be read");
        }

        byte[] header = new byte[4 * magic[3]];
        if (stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length)
        {
            throw new InputException($"{name} is truncated within its header");
        }

        uint[] lengths = new uint[magic[3]];
        UInt128 count = 1;
        for (int i = 0; i < lengths.Length; i++)
        {
            lengths[i] = BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(4 * i));
            count = UInt128.Min(count * lengths[i], (UInt128)Array.MaxLength + 1);
        }

        return count > 0 && count <= (UInt128)Array.MaxLength
            ? new IdxFile([.. lengths.Select(length => (int)length)], ReadBytes(stream, (int)count, name))
            : throw new InputException($"{name} has the dimensions {string.Join(" × ", lengths)}; it must have at least one element, and no more than {Array.MaxLength}");
    }

    /// <summary>Memory grows with what is there, not with what the header promises.</summary>
    private static ReadOnlyMemory<byte> ReadBytes(Stream stream, int count, string name)
    {
        using MemoryStream content = new();
        byte[] buffer = new byte[1 << 16];
        int read;
        while (content.Length <= count && (read = stream.Read(buffer)) > 0)
        {
            content.Write(buffer, 0, read);
        }

        return content.Length == count
            ? content.GetBuffer().AsMemory(0, count)
            : throw new InputException(content.Length < count
                ? $"{name} is truncated: it promises {Phrase.Counted(count, "byte")} and has {content.Length}"
                : $"{name} has more than the {Phrase.Counted(count, "byte")} that it promises");
    }
}
