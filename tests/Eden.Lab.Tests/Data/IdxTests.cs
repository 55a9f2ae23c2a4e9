using System.Buffers.Binary;
using System.IO.Compression;
using Eden.Lab.Data;

namespace Eden.Lab.Tests;

public sealed class IdxTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Pixels_are_standardised_by_the_mean_and_deviation_of_the_training_part_alone()
    {
        // Mean 3 and variance 5 over all eight training pixels.
        WriteFolder([0, 2, 4, 6, 6, 4, 2, 0], [0, 1], [3, 8, 0, 0], [1]);
        ClassificationData<double> data = Load();

        double deviation = Math.Sqrt(5);
        Assert.Equal([-3, -1, 1, 3, 3, 1, -1, -3], data.Training.Features.ToArray().Select(value => Math.Round(value * deviation, 12)));
        Assert.Equal([0, 5, -3, -3], data.Test.Features.ToArray().Select(value => Math.Round(value * deviation, 12)));
        Assert.Equal([0, 1], data.Training.Labels.ToArray());
        Assert.Equal((2, 4, 1), (data.Classes, data.FeatureCount, data.Test.Count));
    }

    [Fact]
    public void Compressed_and_plain_files_are_read_alike_whatever_they_are_called()
    {
        WriteFolder([0, 2, 4, 6, 6, 4, 2, 0], [0, 1], [3, 8, 0, 0], [1]);
        double[] plain = Load().Training.Features.ToArray();
        foreach (string path in Directory.GetFiles(_folder.Path))
        {
            using MemoryStream compressed = new();
            using (GZipStream gzip = new(compressed, CompressionLevel.Fastest, leaveOpen: true))
            {
                gzip.Write(File.ReadAllBytes(path));
            }

            File.Delete(path);
            File.WriteAllBytes(_folder.PathTo($"emnist-{Path.GetFileName(path).Replace("t10k", "test", StringComparison.Ordinal)}.gz"), compressed.ToArray());
        }

        Assert.Equal(plain, Load().Training.Features.ToArray());
    }

    [Fact]
    public void A_wrong_magic_number_is_shown()
    {
        WriteFolder([0, 2, 4, 6], [0], [3, 8, 0, 0], [0]);
        string path = _folder.Write("train-labels-idx1-ubyte", [0x50, 0x4B, 3, 4, 0]);
        Assert.Equal($"'{path}' is not an IDX file: it begins with 504B0304, not with 0000", Refusal());
    }

    [Fact]
    public void Other_element_types_are_refused()
    {
        WriteFolder([0, 2, 4, 6], [0], [3, 8, 0, 0], [0]);
        string path = _folder.Write("train-labels-idx1-ubyte", [0, 0, 0x0D, 1, 0, 0, 0, 1]);
        Assert.Equal($"'{path}' is an IDX file of type 0D with 1 dimension; only unsigned bytes (08) with 1 to 8 dimensions can be read", Refusal());
    }

    [Theory]
    [InlineData(6, "is truncated within its header")]
    [InlineData(8, "is truncated: it promises 2 bytes and has 0")]
    [InlineData(9, "is truncated: it promises 2 bytes and has 1")]
    [InlineData(11, "has more than the 2 bytes that it promises")]
    public void A_file_of_another_length_than_it_promises_is_refused(int length, string problem)
    {
        WriteFolder([0, 2, 4, 6, 6, 4, 2, 0], [0, 1], [3, 8, 0, 0], [1]);
        byte[] bytes = File.ReadAllBytes(_folder.PathTo("train-labels-idx1-ubyte"));
        Array.Resize(ref bytes, length);
        string path = _folder.Write("train-labels-idx1-ubyte", bytes);
        Assert.Equal($"'{path}' {problem}", Refusal());
    }

    [Fact]
    public void A_header_that_promises_more_than_memory_holds_is_refused_before_reading()
    {
        WriteFolder([0, 2, 4, 6], [0], [3, 8, 0, 0], [0]);
        string path = _folder.Write("train-images-idx3-ubyte", [0, 0, 8, 3, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 9]);
        Assert.StartsWith($"'{path}' has the dimensions 4294967295 × 4294967295 × 9; it must have", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_gzip_file_that_is_cut_off_anywhere_is_refused()
    {
        WriteFolder([0, 2, 4, 6], [0], [3, 8, 0, 0], [0]);
        byte[] whole = GzipTests.Compress(File.ReadAllBytes(_folder.PathTo("train-labels-idx1-ubyte")));
        for (int length = 1; length < whole.Length; length++)
        {
            string path = _folder.Write("train-labels-idx1-ubyte", whole.AsSpan(0, length));
            Assert.Equal($"'{path}' is truncated: its compressed data have no end", Refusal());
        }
    }

    [Fact]
    public void A_damaged_gzip_file_is_refused()
    {
        WriteFolder([0, 2, 4, 6], [0], [3, 8, 0, 0], [0]);
        string path = _folder.Write("train-images-idx3-ubyte", [0x1F, 0x8B, 8, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
        Assert.StartsWith($"'{path}' is damaged: ", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_test_label_that_training_does_not_know_is_named()
    {
        WriteFolder([0, 2, 4, 6, 6, 4, 2, 0], [0, 1], [3, 8, 0, 0], [7]);
        Assert.Equal($"'{_folder.Path}': the test label 7 of image 0 is out of range; the training labels are 0 to 1", Refusal());
    }

    [Fact]
    public void Images_and_labels_of_different_number_are_refused()
    {
        WriteFolder([0, 2, 4, 6, 6, 4, 2, 0], [0, 1, 1], [3, 8, 0, 0], [1]);
        Assert.Equal($"'{_folder.PathTo("train-images-idx3-ubyte")}' has 2 images, but '{_folder.PathTo("train-labels-idx1-ubyte")}' has 3 labels", Refusal());
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        WriteFolder([0, 2, 4, 6], [0], [3, 8, 0, 0], [0]);
        File.Delete(_folder.PathTo("t10k-labels-idx1-ubyte"));
        Assert.StartsWith($"'{_folder.Path}' has no file like t10k-labels-idx1-ubyte", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Two_data_sets_in_one_folder_are_refused()
    {
        WriteFolder([0, 2, 4, 6], [0], [3, 8, 0, 0], [0]);
        _folder.Write("other-train-images-idx3-ubyte", [0]);
        Assert.StartsWith($"'{_folder.Path}' has several files of train images: 'other-train-images-idx3-ubyte', 'train-images-idx3-ubyte'", Refusal(), StringComparison.Ordinal);
    }

    private ClassificationData<double> Load() => DataSets.Load<double>(new DataConfig { Source = _folder.Path });

    private string Refusal() => Assert.Throws<InputException>(Load).Message;

    private void WriteFolder(byte[] images, byte[] labels, byte[] testImages, byte[] testLabels)
    {
        _folder.Write("train-images-idx3-ubyte", Idx(images, images.Length / 4, 2, 2));
        _folder.Write("train-labels-idx1-ubyte", Idx(labels, labels.Length));
        _folder.Write("t10k-images-idx3-ubyte", Idx(testImages, testImages.Length / 4, 2, 2));
        _folder.Write("t10k-labels-idx1-ubyte", Idx(testLabels, testLabels.Length));
    }

    private static byte[] Idx(byte[] values, params int[] lengths)
    {
        byte[] header = new byte[4 + (4 * lengths.Length)];
        header[2] = 8;
        header[3] = (byte)lengths.Length;
        for (int i = 0; i < lengths.Length; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 + (4 * i)), lengths[i]);
        }

        return [.. header, .. values];
    }
}
