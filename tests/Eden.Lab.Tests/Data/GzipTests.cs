using System.Globalization;
using System.IO.Compression;
using System.Text;
using Eden.Checkpoints.PyTorch;
using Eden.Lab.Data;

namespace Eden.Lab.Tests;

public sealed class GzipTests : IDisposable
{
    private static readonly byte[] Table = Encoding.UTF8.GetBytes("a,b,class\n" + string.Concat(Enumerable.Range(0, 40).Select(row => string.Create(CultureInfo.InvariantCulture, $"{row * row % 17},{row * 31 % 13},{(row % 2 == 0 ? "even" : "odd")}\n"))));

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_cut_at_any_byte_is_refused_as_truncated()
    {
        byte[] whole = Compress(Table);
        for (int length = 1; length < whole.Length; length++)
        {
            string path = _folder.Write("t.csv.gz", whole.AsSpan(0, length));
            Assert.Equal($"'{path}' is truncated: its compressed data have no end", Assert.Throws<InputException>(Load).Message);
        }
    }

    [Fact]
    public void A_flipped_bit_is_refused_or_changes_nothing()
    {
        byte[] whole = Compress(Table);
        int harmless = 0;
        for (int bit = 0; bit < 8 * whole.Length; bit++)
        {
            byte[] flipped = [.. whole];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            try
            {
                Assert.Equal(Table, Read(flipped));
                harmless++;
            }
            catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException)
            {
                // Right: damaged or truncated.
            }
        }

        // Time, extra flags and system of the header, its flag of text, and the bits that fill the last byte of the data.
        Assert.InRange(harmless, (6 * 8) + 1, (6 * 8) + 1 + 7);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void Members_one_after_the_other_are_one_file(int zeros)
    {
        byte[] large = new byte[100_000];
        new Random(1).NextBytes(large);
        byte[] file = [.. Compress(large), .. Compress([]), .. Compress(Table), .. Compress(large), .. new byte[zeros * 100]];
        Assert.Equal([.. large, .. Table, .. large], Read(file));
        Assert.Throws<EndOfStreamException>(() => Read(file[..(file.Length - (zeros * 100) - 1)]));
        file[Compress(large).Length - 6] ^= 1;
        Assert.Equal("its check sum or its length does not hold", Assert.Throws<InvalidDataException>(() => Read(file)).Message);
    }

    [Theory]
    [InlineData(new byte[] { 1 })]
    [InlineData(new byte[] { 0, 0, 7 })]
    [InlineData(new byte[] { 0x1F, 0x8C, 8, 0, 0, 0, 0, 0, 0, 0 })]
    public void Other_bytes_behind_are_refused(byte[] behind) => Assert.Throws<InvalidDataException>(() => Read([.. Compress(Table), .. behind]));

    [Fact]
    public void All_fields_of_a_header_are_passed_over_and_its_check_sum_holds()
    {
        byte[] plain = Compress(Table);
        byte[] header = [0x1F, 0x8B, 8, 2 + 4 + 8 + 16, 1, 2, 3, 4, 0, 3, 3, 0, 9, 8, 7, .. "name\0"u8, .. "comment\0"u8];
        ushort crc = (ushort)Crc32.Append(0, header);
        byte[] file = [.. header, (byte)crc, (byte)(crc >> 8), .. plain.AsSpan(10)];
        Assert.Equal(Table, Read(file));
        file[16] ^= 1;
        Assert.Equal("the check sum of its gzip header does not hold", Assert.Throws<InvalidDataException>(() => Read(file)).Message);
        for (int length = 1; length < header.Length + 2; length++)
        {
            Assert.Throws<EndOfStreamException>(() => Read([.. header, .. plain.AsSpan(0, 0)], length));
        }
    }

    [Fact]
    public void What_is_not_of_deflate_is_damaged()
    {
        byte[] file = Compress(Table);
        file[2] = 9;
        Assert.Equal("its gzip header at byte 1 is invalid", Assert.Throws<InvalidDataException>(() => Read(file)).Message);
    }

    [Fact]
    public void Data_that_deflate_does_not_know_are_invalid()
    {
        byte[] file = Compress(Table);
        file[10] |= 6;
        Assert.Equal("its compressed data are invalid", Assert.Throws<InvalidDataException>(() => Read(file)).Message);
    }

    internal static byte[] Compress(byte[] content)
    {
        using MemoryStream compressed = new();
        using (GZipStream gzip = new(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(content);
        }

        // .NET writes nothing at all for no content.
        return compressed.Length > 0 ? compressed.ToArray() : [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    }

    private static byte[] Read(byte[] file, int? length = null)
    {
        using MemoryStream stream = new(file, 0, Math.Min(length ?? file.Length, file.Length));
        using Stream content = Gzip.Open(stream);
        using MemoryStream result = new();
        content.CopyTo(result);
        return result.ToArray();
    }

    private ClassificationData<float> Load() => DataSets.Load<float>(new DataConfig { Source = _folder.PathTo("t.csv.gz") });
}
