using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Eden.Checkpoints;

namespace Eden.Tests.Checkpoints;

public sealed class SafetensorsWriterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_is_these_bytes()
    {
        byte[] data = [1, 2, 3, 4, 5, 6, 7, 8, 9];
        string path = Write(
            [Tensors.Of("z", TensorType.U8, [1], data[8..]), Tensors.Of("ä\"", TensorType.F32, [2, 1], data[..8])],
            new() { ["note"] = "b\n", ["eden.z"] = "" });

        byte[] file = File.ReadAllBytes(path);
        string hash = Convert.ToHexStringLower(SHA256.HashData(data));
        string[] texts = ["eden.z", "", "note", "b\n", "ä\"", "F32", "[2, 1]", "z", "U8", "[1]"];
        string header = Convert.ToHexStringLower(SHA256.HashData([.. texts.Select(Encoding.UTF8.GetBytes).SelectMany(text => (byte[])[.. BitConverter.GetBytes((long)text.Length), .. text])]));
        string json = $$$"""{"__metadata__":{"eden.sha256":"{{{hash}}}","eden.header_sha256":"{{{header}}}","eden.z":"","note":"b\n"},"ä\"":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},"z":{"dtype":"U8","shape":[1],"data_offsets":[8,9]}}""";
        int length = (int)BinaryPrimitives.ReadUInt64LittleEndian(file);
        Assert.Equal(json, Encoding.UTF8.GetString(file, 8, length).TrimEnd(' '));
        Assert.Equal(0, (8 + length) % 64);
        Assert.InRange(8 + length - Encoding.UTF8.GetByteCount(json), 8, 8 + 63);
        Assert.Equal(data, file[(8 + length)..]);
    }

    [Fact]
    public void Order_of_tensors_and_metadata_does_not_change_the_bytes()
    {
        CheckpointTensor[] tensors = [.. Enum.GetValues<TensorType>().Select(type => Tensors.Of($"t{type}", type, [3], Enumerable.Range(0, 3 * type.Size()).Select(i => (byte)i).ToArray()))];
        string one = Write(tensors, new() { ["a"] = "1", ["b"] = "2" }, "one");
        string other = Write([.. tensors.Reverse()], new() { ["b"] = "2", ["a"] = "1" }, "other");

        Assert.Equal(File.ReadAllBytes(one), File.ReadAllBytes(other));
    }

    [Fact]
    public void Every_type_and_shape_comes_back_and_stands_at_a_multiple_of_its_size()
    {
        List<CheckpointTensor> tensors = [];
        foreach (TensorType type in Enum.GetValues<TensorType>())
        {
            foreach (long[] shape in (long[][])[[], [0], [1], [3, 5], [2, 0, 7]])
            {
                byte[] bytes = new byte[CheckpointTensor.ElementCount(shape) * type.Size()];
                RandomNumberGenerator.Fill(bytes);
                tensors.Add(Tensors.Of($"{type}{shape.Length}.{string.Join('x', shape)}", type, shape, bytes));
            }
        }

        string path = Write([.. tensors], []);
        using Checkpoint read = SafetensorsFile.Open(path);

        Assert.Equal(tensors.Count, read.Tensors.Count);
        foreach (CheckpointTensor tensor in tensors)
        {
            Assert.True(read.TryGetTensor(tensor.Name, out CheckpointTensor? found));
            Assert.Equal(tensor.ToString(), found.ToString());
            Assert.Equal(Tensors.BytesOf(tensor), Tensors.BytesOf(found));
        }

        long place = 0;
        foreach (CheckpointTensor tensor in read.Tensors)
        {
            Assert.Equal(0, place % tensor.Type.Size());
            place += tensor.ByteLength;
        }

        Assert.True(read.VerifyHash(TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_checkpoint_read_and_written_again_is_the_same_file()
    {
        string path = Write([Tensors.Of("a", TensorType.F64, [1], new byte[8])], new() { ["note"] = "kept" });
        using (Checkpoint read = SafetensorsFile.Open(path))
        {
            SafetensorsFile.Write(_folder.File("again"), read, cancellation: TestContext.Current.CancellationToken);
        }

        Assert.Equal(File.ReadAllBytes(path), File.ReadAllBytes(_folder.File("again")));
    }

    [Fact]
    public void Nothing_at_all_can_be_written_and_read()
    {
        using Checkpoint read = SafetensorsFile.Open(Write([], []));
        Assert.Empty(read.Tensors);
        Assert.True(read.VerifyHash(TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_tensor_longer_than_a_block_comes_back()
    {
        byte[] bytes = new byte[(3 << 20) + 17];
        RandomNumberGenerator.Fill(bytes);
        using Checkpoint read = SafetensorsFile.Open(Write([Tensors.Of("long", TensorType.U8, [bytes.Length], bytes), Tensors.Of("short", TensorType.F64, [1], new byte[8])], []));

        Assert.True(read.TryGetTensor("long", out CheckpointTensor? tensor));
        Assert.Equal(bytes, Tensors.BytesOf(tensor));
        Assert.True(read.VerifyHash(TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Names_that_the_format_cannot_hold_are_refused_and_the_old_file_stays()
    {
        AssertRefused("__metadata__", "", "a tensor cannot have the name __metadata__");
        AssertRefused("a", "\ud800", @"the name or note '\ud800' is not valid Unicode");
        AssertRefused("a\udc00", "", @"the name or note 'a\udc00' is not valid Unicode");
    }

    [Fact]
    public void A_damaged_tensor_is_found_by_the_hash()
    {
        string path = Write([Tensors.Of("a", TensorType.U8, [3], [1, 2, 3])], []);
        byte[] file = File.ReadAllBytes(path);
        file[^2] ^= 1;
        File.WriteAllBytes(path, file);

        using Checkpoint read = SafetensorsFile.Open(path);

        Assert.Contains("not " + Convert.ToHexStringLower(SHA256.HashData([1, 2, 3])) + " as stated", Assert.Throws<CheckpointException>(() => read.VerifyHash(TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
    }

    private void AssertRefused(string name, string note, string message)
    {
        string path = Write([], []);
        byte[] old = File.ReadAllBytes(path);

        CheckpointException refusal = Assert.Throws<CheckpointException>(() => Write([Tensors.Of(name, TensorType.U8, [1], [1])], new() { ["note"] = note }));

        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(old, File.ReadAllBytes(path));
        Assert.Equal(["file"], _folder.Names);
    }

    private string Write(CheckpointTensor[] tensors, Dictionary<string, string> metadata, string name = "file")
    {
        string path = _folder.File(name);
        using Checkpoint checkpoint = new(tensors, metadata);
        SafetensorsFile.Write(path, checkpoint);
        return path;
    }
}
