using System.Buffers.Binary;
using System.IO.Compression;
using static TorchSharp.torch;

namespace Eden.Samples.FashionCnn;

/// <summary>Fashion-MNIST (Xiao et al., 2017): gray images of 28 × 28 and ten classes, from the files of Debian's
/// <c>dataset-fashion-mnist</c>.</summary>
internal sealed record FashionData(Tensor Images, Tensor Labels)
{
    public const string Folder = "/usr/share/datasets/fashion-mnist";

    private const int Size = 28;

    public int Count => (int)Labels.shape[0];

    public static FashionData Read(string part)
    {
        byte[] images = Unpack($"{part}-images-idx3-ubyte.gz", 16), labels = Unpack($"{part}-labels-idx1-ubyte.gz", 8);
        Tensor pixels = tensor(images, ScalarType.Byte).view(labels.Length, 1, Size, Size);
        return new(((pixels.to(ScalarType.Float32) / 255) - 0.2860) / 0.3530, tensor(labels, ScalarType.Byte).to(ScalarType.Int64));
    }

    /// <summary>The elements of an IDX file; its header begins with the type and ends with the length of each dimension.</summary>
    private static byte[] Unpack(string name, int headerLength)
    {
        using GZipStream unpacked = new(File.OpenRead(Path.Combine(Folder, name)), CompressionMode.Decompress);
        byte[] header = new byte[headerLength];
        unpacked.ReadExactly(header);
        int count = BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4));
        byte[] content = new byte[headerLength == 16 ? count * Size * Size : count];
        unpacked.ReadExactly(content);
        return content;
    }
}
