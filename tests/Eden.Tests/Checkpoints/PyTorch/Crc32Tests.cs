using System.Text;
using Eden.Checkpoints.PyTorch;

namespace Eden.Tests.Checkpoints.PyTorch;

public sealed class Crc32Tests
{
    [Fact]
    public void The_check_value_of_the_polynomial_comes_out() => Assert.Equal(0xCBF43926, Crc32.Append(0, Encoding.ASCII.GetBytes("123456789")));

    [Fact]
    public void Every_length_and_every_cut_gives_the_sum_of_the_definition()
    {
        byte[] data = new byte[700];
        Xoshiro256 random = new(5);
        for (int i = 0; i < data.Length; i++)
        {
            data[i] = (byte)random.NextUInt64();
        }

        for (int length = 0; length <= data.Length; length++)
        {
            uint expected = Defined(data.AsSpan(0, length));
            Assert.Equal(expected, Crc32.Append(0, data.AsSpan(0, length)));
            int cut = length / 3;
            Assert.Equal(expected, Crc32.Append(Crc32.Append(0, data.AsSpan(0, cut)), data.AsSpan(cut, length - cut)));
        }
    }

    /// <summary>Bit by bit.</summary>
    private static uint Defined(ReadOnlySpan<byte> data)
    {
        uint register = uint.MaxValue;
        foreach (byte value in data)
        {
            register ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                register = (register & 1) != 0 ? (register >> 1) ^ 0xEDB88320 : register >> 1;
            }
        }

        return ~register;
    }
}
