using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Eden.Lab.Data;

namespace Eden.Lab.Tests;

public sealed class DigitsTests
{
    [Fact]
    public void The_set_has_1797_images_of_64_pixels()
    {
        Assert.Equal(1797, Digits.Labels.Length);
        Assert.Equal(1797 * 64, Digits.Features.Length);
        Assert.Equal([178, 182, 177, 183, 181, 182, 181, 179, 174, 180], Digits.Labels.ToArray().CountBy(digit => digit).OrderBy(pair => pair.Key).Select(pair => pair.Value));
    }

    [Fact]
    public void The_first_image_is_the_published_zero()
    {
        double[] expected =
        [
            0, 0, 5, 13, 9, 1, 0, 0,
            0, 0, 13, 15, 10, 15, 5, 0,
            0, 3, 15, 2, 0, 11, 8, 0,
            0, 4, 12, 0, 0, 8, 8, 0,
            0, 5, 8, 0, 0, 9, 8, 0,
            0, 4, 11, 0, 1, 12, 7, 0,
            0, 2, 14, 5, 10, 12, 0, 0,
            0, 0, 6, 13, 10, 0, 0, 0,
        ];
        Assert.Equal(expected, Digits.Features[..64]);
        Assert.Equal(0, Digits.Labels[0]);
    }

    [Fact]
    public void Written_out_again_the_set_is_the_published_file()
    {
        StringBuilder text = new();
        for (int row = 0; row < Digits.Count; row++)
        {
            foreach (double pixel in Digits.Features.Slice(row * Digits.Pixels, Digits.Pixels))
            {
                text.Append(CultureInfo.InvariantCulture, $"{pixel},");
            }

            text.Append(CultureInfo.InvariantCulture, $"{Digits.Labels[row]}\n");
        }

        // sha256sum of the uncompressed file.
        Assert.Equal("6EBB3D2FEE246A4E99363262DDF8A00A3C41BEE6014C373ED9D9216BA7F651B8", Convert.ToHexString(SHA256.HashData(Encoding.ASCII.GetBytes(text.ToString()))));
    }
}
