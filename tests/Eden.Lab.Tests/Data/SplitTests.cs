using Eden.Lab.Data;

namespace Eden.Lab.Tests;

public sealed class SplitTests
{
    [Fact]
    public void A_seed_always_splits_the_digits_alike()
    {
        ClassificationData<float> data = DataSets.Load<float>(new DataConfig());
        Assert.Equal((1438, 359), (data.Training.Count, data.Test.Count));
        Assert.Equal(data.Test.Labels.ToArray(), DataSets.Load<float>(new DataConfig()).Test.Labels.ToArray());
        Assert.NotEqual(data.Test.Labels.ToArray(), DataSets.Load<float>(new DataConfig { SplitSeed = 1 }).Test.Labels.ToArray());
    }

    [Fact]
    public void The_test_part_of_a_seed_does_not_change_for_ever()
    {
        Assert.Equal([6, 0, 3, 4, 9], DataSets.Load<float>(new DataConfig()).Test.Labels.ToArray()[..5]);
    }

    [Fact]
    public void Validation_is_taken_from_the_training_part_and_leaves_the_test_alone()
    {
        ClassificationData<float> whole = DataSets.Load<float>(new DataConfig());
        ClassificationData<float> data = DataSets.Load<float>(new DataConfig { ValidationShare = 0.1 });
        Assert.Equal((1294, 144), (data.Training.Count, data.Validation!.Count));
        Assert.Equal(whole.Test.Labels.ToArray(), data.Test.Labels.ToArray());
        Assert.Null(whole.Validation);
    }

    [Fact]
    public void No_sample_is_lost_or_used_twice()
    {
        ClassificationData<double> data = DataSets.Load<double>(new DataConfig { ValidationShare = 0.25 });
        IEnumerable<int> labels = [.. data.Training.Labels.ToArray(), .. data.Validation!.Labels.ToArray(), .. data.Test.Labels.ToArray()];
        Assert.Equal(Digits.Labels.ToArray().Order(), labels.Order());
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(double.NaN, 0)]
    [InlineData(0.2, 1)]
    [InlineData(0.2, -0.1)]
    [InlineData(0.2, double.NaN)]
    public void Shares_that_leave_nothing_are_refused(double testShare, double validationShare)
    {
        Assert.Contains("share is", Assert.Throws<InputException>(() => DataSets.Load<float>(new DataConfig { TestShare = testShare, ValidationShare = validationShare })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fashion_mnist_is_found_where_Debian_puts_it_or_the_message_says_how_to_get_it()
    {
        DataConfig config = new() { Source = DataConfig.FashionMnist };
        if (!Directory.Exists(DataSets.FashionMnistFolder))
        {
            Assert.Equal("Fashion-MNIST is not in /usr/share/datasets/fashion-mnist; install Debian's dataset-fashion-mnist, or give the folder of its files", Assert.Throws<InputException>(() => DataSets.Load<float>(config)).Message);
            return;
        }

        ClassificationData<float> data = DataSets.Load<float>(config);
        Assert.Equal((60_000, 10_000, 784, 10), (data.Training.Count, data.Test.Count, data.FeatureCount, data.Classes));
        Assert.Equal([9, 0, 0, 3, 0], data.Training.Labels[..5].ToArray());
        Assert.Equal(0, data.Training.Features.ToArray().Take(784_000).Average(), 0.1);
    }

    [Fact]
    public void Data_that_are_not_there_are_named()
    {
        Assert.Equal("there are no data 'no/such'; it must be 'digits', 'fashion-mnist', a folder of IDX files or a CSV file", Assert.Throws<InputException>(() => DataSets.Load<float>(new DataConfig { Source = "no/such" })).Message);
    }
}
