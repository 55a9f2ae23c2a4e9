using System.Numerics;
using System.Text.Json;
using Eden.Testing;

namespace Eden.Autograd.Tests;

/// <summary>Against PyTorch, as tools/record_autograd.py recorded it.</summary>
public sealed class RecordedOperationTests
{
    private static readonly JsonElement Recording = JsonDocument.Parse(File.ReadAllBytes(Repository.PathTo("tests", "golden-autograd", "operations.json"))).RootElement;

    public static IEnumerable<TheoryDataRow<string>> Names =>
        Recording.GetProperty("cases").EnumerateArray().Select(recorded => recorded.GetProperty("name").GetString()!).Distinct().Select(name => new TheoryDataRow<string>(name));

    [Theory]
    [MemberData(nameof(Names))]
    public void Values_and_gradients_are_those_of_PyTorch_in_double(string name) => AssertRecorded<double>(name, "float64", 4e-15);

    [Theory]
    [MemberData(nameof(Names))]
    public void Values_and_gradients_are_those_of_PyTorch_in_float(string name) => AssertRecorded<float>(name, "float32", 1e-6);

    [Fact]
    public void The_recorded_labels_are_the_ones_used_here()
    {
        Assert.Equal(Recording.GetProperty("labels").EnumerateArray().Select(label => label.GetInt32()), Operation.Labels);
    }

    private static void AssertRecorded<T>(string name, string dtype, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        JsonElement recorded = Recording.GetProperty("cases").EnumerateArray().Single(item => item.GetProperty("name").ValueEquals(name) && item.GetProperty("dtype").ValueEquals(dtype));
        JsonElement[] inputs = [.. recorded.GetProperty("inputs").EnumerateArray()];
        Parameter<T>[] parameters = [.. inputs.Select(ReadParameter<T>)];
        Variable<T> output = Operation.Apply(recorded.GetProperty("operation").GetString()!, [.. parameters.Select(Variable<T>.Of)]);

        double allowed = recorded.GetProperty("exact").GetBoolean() ? 0 : tolerance;
        Assert.Equal(ReadShape(recorded.GetProperty("output")), output.Shape);
        AssertClose(ReadNumbers<T>(recorded.GetProperty("output").GetProperty("values")), output.Value, allowed);

        T[] upstream = ReadNumbers<T>(recorded.GetProperty("upstream"));
        (output * (output.Shape.IsEmpty ? upstream[0] : Variable<T>.Constant(upstream, output.Shape))).Sum().Backward();
        for (int i = 0; i < inputs.Length; i++)
        {
            AssertClose(ReadNumbers<T>(inputs[i].GetProperty("gradient")), parameters[i].Gradient, allowed);
        }
    }

    /// <summary>Differences are judged by the largest value of the tensor.</summary>
    private static void AssertClose<T>(ReadOnlySpan<T> expected, ReadOnlySpan<T> actual, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Assert.Equal(expected.Length, actual.Length);
        double scale = 0;
        foreach (T value in expected)
        {
            scale = Math.Max(scale, Math.Abs(double.CreateChecked(value)));
        }

        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(double.CreateChecked(expected[i]), double.CreateChecked(actual[i]), tolerance * scale);
        }
    }

    private static Parameter<T> ReadParameter<T>(JsonElement input, int index)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Parameter<T> parameter = new($"input{index}", ReadShape(input));
        ReadNumbers<T>(input.GetProperty("values")).CopyTo(parameter.Value);
        return parameter;
    }

    private static long[] ReadShape(JsonElement tensor) => [.. tensor.GetProperty("shape").EnumerateArray().Select(length => (long)length.GetInt32())];

    private static T[] ReadNumbers<T>(JsonElement numbers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        [.. numbers.EnumerateArray().Select(number => T.CreateChecked(number.GetDouble()))];
}
