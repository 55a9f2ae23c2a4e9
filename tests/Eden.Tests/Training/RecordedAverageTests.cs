using System.Numerics;
using System.Text.Json;
using Eden.Testing;

namespace Eden.Tests.Training;

/// <summary>Against PyTorch's <c>AveragedModel</c>: <c>tools/record_averages.py > tests/golden-averages/averages.json</c>.</summary>
public class RecordedAverageTests
{
    private static readonly JsonElement Recording = Read();

    [Fact]
    public void Averages_are_those_of_PyTorch()
    {
        int count = 0;
        foreach (JsonElement run in Recording.GetProperty("runs").EnumerateArray())
        {
            double? decay = run.GetProperty("decay") is { ValueKind: JsonValueKind.Number } number ? number.GetDouble() : null;
            if (run.GetProperty("dtype").GetString() == "float32")
            {
                Compare<float>(run, decay, 1.0 / (1 << 23));
            }
            else
            {
                Compare<double>(run, decay, double.BitIncrement(1) - 1);
            }

            count++;
        }

        Assert.Equal(8, count);
    }

    private static void Compare<T>(JsonElement run, double? decay, double epsilon)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Parameter<T> parameter = new("weight", 1, 7);
        using WeightAverage<T> average = decay is double kept ? new ExponentialAverage<T>([parameter], new() { Decay = kept }) : new EqualAverage<T>([parameter]);
        double largest = 0;
        int update = 0;
        foreach (JsonElement recorded in run.GetProperty("updates").EnumerateArray())
        {
            double[] values = Numbers(recorded.GetProperty("value"));
            Array.ConvertAll(values, T.CreateTruncating).CopyTo(parameter.Value);
            largest = values.Select(Math.Abs).Append(largest).Max();
            average.Update();
            double[] expected = Numbers(recorded.GetProperty("average"));
            for (int i = 0; i < expected.Length; i++)
            {
                // Each update rounds once in either run, and old roundings fade with their values.
                Assert.Equal(expected[i], double.CreateTruncating(average.GetValues(parameter)[i]), 4 * epsilon * largest);
            }

            update++;
        }

        Assert.Equal(40, update);
    }

    private static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(item => item.GetDouble())];

    private static JsonElement Read()
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Repository.PathTo("tests", "golden-averages", "averages.json")));
        return document.RootElement.Clone();
    }
}
