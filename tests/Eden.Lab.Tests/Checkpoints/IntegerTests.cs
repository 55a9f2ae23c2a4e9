using System.Globalization;
using System.Text;
using Eden.Lab.Checkpoints;

namespace Eden.Lab.Tests.Checkpoints;

/// <summary>Integers are compared and shown to their last digit, at every width.</summary>
public sealed class IntegerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("eden-integers-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("I64", "4611686018427387904", "4611686018427387905", "1")]
    [InlineData("I64", "-9223372036854775808", "9223372036854775807", "18446744073709551615")]
    [InlineData("U64", "18446744073709551615", "18446744073709551614", "1")]
    [InlineData("U64", "9007199254740993", "9007199254740992", "1")]
    [InlineData("I32", "-2147483648", "2147483647", "4294967295")]
    [InlineData("U32", "4294967295", "4294967294", "1")]
    [InlineData("I16", "-32768", "32767", "65535")]
    [InlineData("U16", "65535", "65534", "1")]
    [InlineData("I8", "-128", "127", "255")]
    [InlineData("U8", "255", "254", "1")]
    [InlineData("BOOL", "0", "1", "1")]
    public void Two_integers_differ_by_what_they_differ(string type, string first, string second, string gap)
    {
        string one = Write("one", type, first);
        CheckpointDifference difference = Difference(one, Write("two", type, second));
        TensorDifference tensor = Assert.Single(difference.Tensors);
        Assert.Equal((1, gap, (double)Parse(gap)), (tensor.Differing, tensor.Largest.ToString(), tensor.Norm!.Value));
        Assert.False(difference.IsEqual);
        Assert.True(Difference(one, Write("three", type, first)).IsEqual);
        TensorSummary summary = Assert.Single(CheckpointSummary.Read(one, cancellation: TestContext.Current.CancellationToken).Tensors);
        Assert.Equal((first, first), (summary.Minimum.ToString(), summary.Maximum.ToString()));
        Assert.Equal((double)Parse(first), summary.Mean!.Value);
    }

    [Theory]
    [InlineData("I64", "9007199254740993", "U64", "9007199254740992", 1, "1")]
    [InlineData("I64", "-1", "U64", "18446744073709551615", 1, "18446744073709551616")]
    [InlineData("I32", "7", "I64", "7", 0, "0")]
    public void Integers_of_two_types_are_compared_as_integers(string firstType, string first, string secondType, string second, long differing, string gap)
    {
        TensorDifference tensor = Assert.Single(Difference(Write("one", firstType, first), Write("two", secondType, second)).Tensors);
        Assert.Equal((differing, gap, false), (tensor.Differing, tensor.Largest.ToString(), tensor.IsEqual));
    }

    [Theory]
    [InlineData("I64", "9007199254740993", 9007199254740992.0, 1, 1.0)]
    [InlineData("U64", "18446744073709551615", 18446744073709551616.0, 1, 1.0)]
    [InlineData("I64", "7", 7.0, 0, 0.0)]
    [InlineData("I8", "7", 7.5, 1, 0.5)]
    [InlineData("I8", "7", double.NaN, 1, double.PositiveInfinity)]
    [InlineData("I8", "7", double.NegativeInfinity, 1, double.PositiveInfinity)]
    [InlineData("I8", "7", 1e300, 1, 1e300)]
    public void An_integer_and_a_floating_point_number_are_compared_exactly(string type, string whole, double number, long differing, double gap)
    {
        string one = Write("one", type, whole);
        string two = Write("two", "F64", BitConverter.DoubleToInt64Bits(number).ToString(CultureInfo.InvariantCulture));
        foreach (CheckpointDifference difference in new[] { Difference(one, two), Difference(two, one) })
        {
            TensorDifference tensor = Assert.Single(difference.Tensors);
            Assert.Equal((differing, gap), (tensor.Differing, tensor.Largest!.Value.Number));
        }
    }

    private static Int128 Parse(string number) => Int128.Parse(number, CultureInfo.InvariantCulture);

    private static CheckpointDifference Difference(string first, string second) =>
        CheckpointDifference.Read(first, second, new CheckpointNaming(), cancellation: TestContext.Current.CancellationToken);

    /// <summary>A safetensors file of one tensor of one element.</summary>
    private string Write(string name, string type, string bits)
    {
        int size = type switch { "BOOL" => 1, _ => int.Parse(type[1..], CultureInfo.InvariantCulture) / 8 };
        byte[] header = Encoding.ASCII.GetBytes($$"""{"a":{"dtype":"{{type}}","shape":[1],"data_offsets":[0,{{size}}] } }""");
        string path = Path.Combine(_folder, $"{name}.safetensors");
        File.WriteAllBytes(path, [.. BitConverter.GetBytes((long)header.Length), .. header, .. BitConverter.GetBytes(Parse(bits))[..size]]);
        return path;
    }
}
