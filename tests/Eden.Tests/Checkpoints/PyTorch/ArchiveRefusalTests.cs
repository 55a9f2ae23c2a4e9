using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Eden.Checkpoints;
using Eden.Testing;

namespace Eden.Tests.Checkpoints.PyTorch;

/// <summary>Archives that PyTorch does not write.</summary>
public sealed class ArchiveRefusalTests : IDisposable
{
    private static readonly byte[] Empty = TorchArchive.Raw("}");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("legacy.pt", "is of the form that PyTorch wrote before 1.6, which is not read; load and save it with a newer PyTorch")]
    [InlineData("torchscript.pt", "is a TorchScript archive, which holds a program")]
    public void Other_forms_of_PyTorch_are_refused_with_advice(string name, string message) =>
        AssertRefused(File.ReadAllBytes(Repository.PathTo("tests", "golden-checkpoints", name)), message);

    [Theory]
    [InlineData("a/../data.pkl")]
    [InlineData("../a/data.pkl")]
    [InlineData("/a/data.pkl")]
    [InlineData("a//data.pkl")]
    [InlineData("a/data.pkl/")]
    [InlineData("a\\data.pkl")]
    [InlineData("data.pkl")]
    [InlineData("a/./data.pkl")]
    public void A_name_that_leads_elsewhere_is_refused(string name) =>
        AssertRefused(Zip((name, Empty)), "has a name that PyTorch does not give");

    [Fact]
    public void Two_folders_are_refused() => AssertRefused(Zip(("a/data.pkl", Empty), ("b/version", Empty)), "are in two folders");

    [Fact]
    public void A_name_twice_is_refused() => AssertRefused(Zip(("a/data.pkl", Empty), ("a/data.pkl", Empty)), "two records have the name 'a/data.pkl'");

    [Fact]
    public void A_compressed_pickle_is_refused() => AssertRefused(Zip(CompressionLevel.Optimal, ("a/data.pkl", new byte[100_000])), "the record 'data.pkl' is compressed or encrypted");

    [Fact]
    public void A_compressed_storage_is_refused()
    {
        byte[] pickle = TorchArchive.Raw("(X\u0007\0\0\0storagectorch\nFloatStorage\nX\u0001\0\0\00X\u0003\0\0\0cpuK\u0004tQ");
        using MemoryStream stream = new();
        using (ZipArchive archive = new(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(archive, "a/data.pkl", pickle, CompressionLevel.NoCompression);
            Add(archive, "a/data/0", new byte[4000], CompressionLevel.Optimal);
        }

        AssertRefused(stream.ToArray(), "the storage '0' is compressed or encrypted");
    }

    [Fact]
    public void An_archive_without_a_pickle_is_refused() => AssertRefused(Zip(("a/version", Empty)), "has no record 'data.pkl'");

    [Fact]
    public void Another_byte_order_is_refused() => AssertRefused(Zip(("a/data.pkl", Empty), ("a/byteorder", Encoding.ASCII.GetBytes("big"))), "was written on a machine of another byte order ('big')");

    [Fact]
    public void A_damaged_pickle_is_refused()
    {
        byte[] file = Written();
        file[file.AsSpan().IndexOf("}."u8)] = (byte)']';
        AssertRefused(file, "the record 'data.pkl' is damaged: its check sum differs");
    }

    [Fact]
    public void Bytes_at_the_end_are_refused() => AssertRefused([.. Written(), 0], "does not end with a zip directory");

    [Fact]
    public void Every_file_that_is_cut_short_is_refused()
    {
        byte[] file = Written();
        for (int length = 1; length < file.Length; length++)
        {
            AssertRefused(file[..length], "");
        }
    }

    [Theory]
    [InlineData(24, long.MaxValue)]
    [InlineData(32, long.MaxValue)]
    [InlineData(32, -1)]
    [InlineData(40, long.MaxValue)]
    [InlineData(40, 1L << 62)]
    [InlineData(48, -1)]
    [InlineData(48, long.MaxValue)]
    public void A_directory_that_lies_about_itself_is_refused(int field, long value)
    {
        byte[] file = Written();
        int end = file.AsSpan().LastIndexOf("PK\u0006\u0006"u8);
        BinaryPrimitives.WriteInt64LittleEndian(file.AsSpan(end + field), value);
        if (field == 24)
        {
            // The count of this disk: nobody needs it.
            PyTorchFile.OpenRaw(Save(file)).Dispose();
        }
        else
        {
            AssertRefused(file, "zip directory");
        }
    }

    [Theory]
    [InlineData(0, "is not where the zip directory says")]
    [InlineData(8, "is not where the zip directory says")]
    [InlineData(16, "is not in the file")]
    public void A_record_that_is_not_there_is_refused(int field, string message)
    {
        byte[] file = Written();
        int header = file.AsSpan().IndexOf("PK\u0001\u0002"u8);
        int wide = header + 46 + BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(header + 28)) + 4;
        if (field < 16)
        {
            BinaryPrimitives.WriteInt64LittleEndian(file.AsSpan(wide), 1 << 20);
            BinaryPrimitives.WriteInt64LittleEndian(file.AsSpan(wide + 8), 1 << 20);
        }
        else
        {
            BinaryPrimitives.WriteInt64LittleEndian(file.AsSpan(wide + field), long.MaxValue - 3);
        }

        AssertRefused(file, message);
    }

    [Fact]
    public void Records_that_overlap_are_refused()
    {
        byte[] file = Written();
        int header = file.AsSpan().IndexOf("PK\u0001\u0002"u8);
        int wide = header + 46 + BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(header + 28)) + 4;
        BinaryPrimitives.WriteInt64LittleEndian(file.AsSpan(wide), 200);
        BinaryPrimitives.WriteInt64LittleEndian(file.AsSpan(wide + 8), 200);
        AssertRefused(file, "the record 'data.pkl' reaches into what follows it");
    }

    [Theory]
    [InlineData("")]
    [InlineData("not there")]
    public void What_is_no_file_is_refused(string name)
    {
        CheckpointException exception = Assert.Throws<CheckpointException>(() => PyTorchFile.OpenRaw(_folder.File(name)));
        Assert.Contains(name.Length == 0 ? "is a directory" : "there is no such file", exception.Message, StringComparison.Ordinal);
    }

    private static byte[] Zip(params (string Name, byte[] Content)[] records) => Zip(CompressionLevel.NoCompression, records);

    private static byte[] Zip(CompressionLevel level, params (string Name, byte[] Content)[] records)
    {
        using MemoryStream stream = new();
        using (ZipArchive archive = new(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] content) in records)
            {
                Add(archive, name, content, level);
            }
        }

        return stream.ToArray();
    }

    private static void Add(ZipArchive archive, string name, byte[] content, CompressionLevel level)
    {
        using Stream entry = archive.CreateEntry(name, level).Open();
        entry.Write(content);
    }

    private byte[] Written()
    {
        string path = _folder.File("written.pt");
        TorchArchive.Write(path, Empty, new byte[16]);
        return File.ReadAllBytes(path);
    }

    private string Save(byte[] file)
    {
        string path = _folder.File("file.pt");
        File.WriteAllBytes(path, file);
        return path;
    }

    private void AssertRefused(byte[] file, string message)
    {
        string path = Save(file);
        CheckpointException exception = Assert.Throws<CheckpointException>(() => PyTorchFile.OpenRaw(path).Dispose());
        Assert.StartsWith($"{path}: ", exception.Message, StringComparison.Ordinal);
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }
}
