using System.Text.Json;
using Eden.Checkpoints;
using Eden.Testing;

namespace Eden.Tests.Checkpoints.PyTorch;

/// <summary>Every form of tensor, against what PyTorch says is in the file.</summary>
public sealed class FormTests
{
    [Theory]
    [InlineData("forms.pt")]
    [InlineData("forms-protocol4.pt")]
    public void Every_tensor_has_the_type_shape_and_values_that_PyTorch_recorded(string name)
    {
        using Checkpoint checkpoint = PyTorchFile.OpenRaw(PathTo(name));
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(PathTo("forms.json")));
        int count = 0;
        foreach (JsonProperty recorded in document.RootElement.EnumerateObject())
        {
            Assert.True(checkpoint.TryGetTensor(recorded.Name, out CheckpointTensor? tensor), recorded.Name);
            Assert.Equal(recorded.Value.GetProperty("dtype").GetString(), TorchName(tensor.Type));
            Assert.Equal([.. recorded.Value.GetProperty("shape").EnumerateArray().Select(dimension => dimension.GetInt64())], tensor.Shape.ToArray());
            Assert.Equal([.. recorded.Value.GetProperty("values").EnumerateArray().Select(Number)], Numbers(tensor));
            count++;
        }

        Assert.Equal(count, checkpoint.Tensors.Count);
    }

    [Fact]
    public void A_view_can_be_read_from_any_byte()
    {
        using Checkpoint checkpoint = PyTorchFile.OpenRaw(PathTo("forms.pt"));
        Assert.True(checkpoint.TryGetTensor("tensors.view.transposed", out CheckpointTensor? tensor));
        byte[] whole = new byte[tensor.ByteLength];
        tensor.CopyTo(0, whole);
        for (int start = 0; start < whole.Length; start++)
        {
            byte[] part = new byte[Math.Min(9, whole.Length - start)];
            tensor.CopyTo(start, part);
            Assert.Equal(whole.AsSpan(start, part.Length).ToArray(), part);
        }
    }

    [Fact]
    public void Numbers_and_text_are_kept_by_their_paths()
    {
        using Checkpoint checkpoint = PyTorchFile.OpenRaw(PathTo("forms.pt"));
        Dictionary<string, string> expected = new()
        {
            ["numbers.whole"] = "-3",
            ["numbers.large"] = "1099511627776",
            ["numbers.huge"] = "1208925819614629174706176",
            ["numbers.real"] = "0.125",
            ["numbers.yes"] = "true",
            ["numbers.text"] = "größer als 你好",
            ["list.0"] = "1",
            ["list.1"] = "2",
            ["list.2"] = "three",
            ["list.3.0"] = "4",
            ["list.3.1.0"] = "5",
            ["counter.30"] = "1",
            ["counter.80"] = "2",
            ["size.0"] = "2",
            ["size.1"] = "3",
            ["device"] = "cpu",
            ["17"] = "a number as key",
        };
        Assert.Equal(expected.OrderBy(entry => entry.Key), checkpoint.Metadata.OrderBy(entry => entry.Key));
    }

    [Fact]
    public void Written_again_every_tensor_reads_the_same()
    {
        string path = Path.Combine(Path.GetTempPath(), $"eden-{Guid.NewGuid():N}.pt");
        try
        {
            using Checkpoint checkpoint = PyTorchFile.OpenRaw(PathTo("forms.pt"));
            PyTorchFile.Write(path, checkpoint, cancellation: TestContext.Current.CancellationToken);
            using Checkpoint again = PyTorchFile.Open(path);
            Assert.Equal(checkpoint.Metadata.OrderBy(entry => entry.Key), again.Metadata.OrderBy(entry => entry.Key));
            Assert.Equal(checkpoint.Tensors.Select(tensor => tensor.ToString()), again.Tensors.Select(tensor => tensor.ToString()));
            Assert.All(checkpoint.Tensors.Zip(again.Tensors), pair => Assert.Equal(Bytes(pair.First), Bytes(pair.Second)));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static string PathTo(string name) => Repository.PathTo("tests", "golden-checkpoints", name);

    private static byte[] Bytes(CheckpointTensor tensor)
    {
        byte[] bytes = new byte[tensor.ByteLength];
        tensor.CopyTo(0, bytes);
        return bytes;
    }

    private static double[] Numbers(CheckpointTensor tensor)
    {
        double[] numbers = new double[tensor.Length];
        TensorNumbers.Convert(tensor.Type, Bytes(tensor), numbers);
        return numbers;
    }

    private static double Number(JsonElement value) => value.ValueKind == JsonValueKind.Number
        ? value.GetDouble()
        : value.GetString() switch { "inf" => double.PositiveInfinity, "-inf" => double.NegativeInfinity, _ => double.NaN };

    private static string TorchName(TensorType type) => type switch
    {
        TensorType.F64 => "float64",
        TensorType.F32 => "float32",
        TensorType.F16 => "float16",
        TensorType.BF16 => "bfloat16",
        TensorType.I64 => "int64",
        TensorType.I32 => "int32",
        TensorType.I16 => "int16",
        TensorType.I8 => "int8",
        TensorType.U8 => "uint8",
        TensorType.Boolean => "bool",
        _ => type.ToString(),
    };
}
