using System.Globalization;
using Eden.Lab.Data;

namespace Eden.Lab.Tests;

public sealed class StandardisationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1_753_000_000, 20)]
    [InlineData(5_412_345.25, 0.5)]
    [InlineData(0, 1e-40)]
    [InlineData(1e-40, 1e-42)]
    [InlineData(0, 5e-324)]
    [InlineData(0, 1e-200)]
    [InlineData(1e300, 1e290)]
    [InlineData(0, 1.5e308)]
    [InlineData(-1e308, 1e299)]
    public void Two_values_become_minus_1_and_1_wherever_they_are(double origin, double distance)
    {
        Samples<float> training = Load<float>([.. Enumerable.Range(0, 10).Select(row => origin + (row % 2 * distance))]).Training;
        Assert.Equal(8, training.Count);
        int[] labels = training.Labels.ToArray();

        // The split may leave unequal numbers of both: with p of one kind, values are √(q/p) and -√(p/q).
        double high = labels.Count(label => label == 1);
        double low = labels.Length - high;
        for (int row = 0; row < labels.Length; row++)
        {
            Assert.Equal(labels[row] == 1 ? Math.Sqrt(low / high) : -Math.Sqrt(high / low), training.Row(row)[0], 1e-5);
        }
    }

    [Fact]
    public void Seconds_since_1970_are_as_exact_as_without_their_offset()
    {
        double[] values = [.. Enumerable.Range(0, 50).Select(row => (double)(row * row % 97))];
        Assert.Equal(Load<float>(values).Training.Features.ToArray(), Load<float>([.. values.Select(value => value + 1_753_000_000)]).Training.Features.ToArray());
    }

    [Fact]
    public void A_column_that_never_changes_in_training_is_0_everywhere()
    {
        RawData<double> raw = Raw([1e39, 1, 1e39, 2, 1e39, 3], [0, 1, 0], [7, 2, 1e300, 3], [0, 1]);
        ClassificationData<float> data = DataSets.Prepare<double, float>(raw, new DataConfig());
        float high = (float)Math.Sqrt(1.5);
        Assert.Equal([0, -high, 0, 0, 0, high], data.Training.Features.ToArray());
        Assert.Equal([0, 0, 0, high], data.Test.Features.ToArray());
    }

    [Fact]
    public void A_test_value_that_the_type_cannot_hold_is_named()
    {
        RawData<double> raw = Raw([1e-40, 2e-40], [0, 1], [1], [0]);
        Assert.Equal("feature 1 has the value 1 outside the training set, too far from the training mean for float32; correct the value, or remove the row", Assert.Throws<InputException>(() => DataSets.Prepare<double, float>(raw, new DataConfig())).Message);
        Assert.Equal(2e40 - 3, DataSets.Prepare<double, double>(raw, new DataConfig()).Test.Row(0)[0], 1e26);
    }

    private static RawData<double> Raw(double[] training, int[] labels, double[] test, int[] testLabels) =>
        new("x", new(training, labels), new(test, testLabels), 2, IsImage: false);

    private ClassificationData<T> Load<T>(double[] values)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T> =>
        DataSets.Load<T>(new DataConfig { Source = _folder.Write("t.csv", "x,class\n" + string.Concat(values.Select((value, row) => string.Create(CultureInfo.InvariantCulture, $"{value:R},{row % 2}\n")))) });
}
