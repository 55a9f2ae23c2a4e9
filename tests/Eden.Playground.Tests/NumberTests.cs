using Eden.Playground.Pages;
using Eden.Playground.Views;
using Eden.Playground.Views.Calculators;

namespace Eden.Playground.Tests;

/// <summary>The numbers that the views print.</summary>
public sealed class NumberTests
{
    [Theory]
    [InlineData(0, "0")]
    [InlineData(0.0123456, "0.0123")]
    [InlineData(-1.5, "−1.5")]
    [InlineData(999.6, "1000")]
    [InlineData(12345.6, "12,346")]
    [InlineData(1e-5, "1e-5")]
    [InlineData(1.234e9, "1.23e9")]
    [InlineData(double.NaN, "—")]
    [InlineData(double.PositiveInfinity, "∞")]
    public void A_number_has_three_digits_and_its_thousands_apart(double value, string text) => Assert.Equal(text, Axis.Text(value));

    [Fact]
    public void The_labels_of_an_axis_are_round()
    {
        Assert.Equal(["0", "500", "1,000", "1,500", "2,000"], new Axis("", 0, 2000).Ticks().Select(tick => tick.Text));
        Assert.Equal([0, 0.25, 0.5, 0.75, 1], new Axis("", 0, 2000).Ticks().Select(tick => tick.Place));
        Assert.Equal(["0.1", "0.2", "0.5", "1"], new Axis("", 0.1, 1) { IsLogarithmic = true }.Ticks().Select(tick => tick.Text));
        Assert.Equal(["1e-6", "1e-4", "0.01", "1"], new Axis("", 1e-6, 1) { IsLogarithmic = true }.Ticks().Select(tick => tick.Text));
    }

    [Theory]
    [InlineData("noisy", 1, 0)]
    [InlineData("noisy", 10, 0)]
    [InlineData("noisy", 100, 0.5)]
    [InlineData("constant", 2, 0)]
    [InlineData("constant", 0.5, 2)]
    public void The_balance_of_AdamW_is_the_predicted_one(string kind, double size, double noise)
    {
        WeightGradients gradients = new(kind, size, noise);
        AdamWOptions options = new() { LearningRate = 0.005, WeightDecay = 1 };

        WeightRun run = WeightRun.Take("", options, Schedule.Constant(1), gradients.Take(100_000));

        AssertWithin(0.15, Equilibrium.OfAdamW(gradients, 0.005, 1).Size, run.SettledSize);
    }

    [Theory]
    [InlineData("noisy", 1, 0)]
    [InlineData("noisy", 10, 0)]
    [InlineData("constant", 2, 0)]
    [InlineData("constant", 0.5, 4)]
    public void The_balance_of_Adam_with_L2_is_the_predicted_one(string kind, double size, double noise)
    {
        WeightGradients gradients = new(kind, size, noise);
        AdamOptions options = new() { LearningRate = 0.02, L2Penalty = 1 };

        WeightRun run = WeightRun.Take("", options, Schedule.Constant(1), gradients.Take(200_000));

        AssertWithin(0.15, Equilibrium.OfL2(gradients, 0.02, 1).Size, run.SettledSize);
    }

    [Fact]
    public void A_spike_kicks_the_weight_by_at_most_what_the_betas_allow()
    {
        WeightGradients gradients = new("spike", 1, 0);
        AdamWOptions options = new() { LearningRate = 0.01, WeightDecay = 0 };

        WeightRun run = WeightRun.Take("", options, Schedule.Constant(1), gradients.Take(5000));
        double kick = run.LargestUpdateFrom(WeightGradients.SpikeStep(5000), 20);

        Assert.Equal(Math.Sqrt(10), OneWeightTables.LargestKick(options), 12);
        Assert.InRange(kick, 2.5, OneWeightTables.LargestKick(options));
    }

    [Fact]
    public void Bias_correction_begins_at_its_first_value()
    {
        Assert.Equal(Math.Sqrt(0.001) / 0.1, OneWeightTables.BiasCorrection(new AdamWOptions(), 1), 12);
        Assert.Equal(1, OneWeightTables.BiasCorrection(new AdamWOptions(), 100_000), 12);
    }

    [Fact]
    public void Decay_is_converted_between_rates_and_conventions()
    {
        Assert.Equal(0.005, DecayConversion.DecayThatKeeps(1e-3, 0.01, 2e-3), 12);
        Assert.Equal(1, DecayConversion.HalfLife(0.5), 12);
        Assert.Equal(69314.4, DecayConversion.HalfLife(1e-5), 1);
    }

    [Fact]
    public void A_schedule_leaves_the_product_of_what_its_steps_leave()
    {
        Assert.Equal([1, 0.9, 0.81], ScheduledDecay.Remaining(0.1, 1, Schedule.Constant(1), 2), (left, right) => Math.Abs(left - right) < 1e-15);
        Assert.Equal([1, 0.9, 0.855], ScheduledDecay.Remaining(0.1, 1, Schedule.Linear(2, 1, 0), 2), (left, right) => Math.Abs(left - right) < 1e-15);
    }

    [Fact]
    public void A_batch_four_times_as_large_has_the_settings_of_the_papers()
    {
        BatchSettings now = new(1e-3, 0.9, 0.999, 1e-8);

        Assert.Equal(4e-3, now.Linear(4).LearningRate, 15);
        Assert.Equal(2e-3, now.BySquareRoot(4).LearningRate, 15);
        Assert.Equal(0.6, now.BySquareRoot(4).Beta1, 12);
        Assert.Equal(0.996, now.BySquareRoot(4).Beta2, 12);
        Assert.Equal(5, now.BySquareRoot(4).Epsilon * 1e9, 12);
        Assert.False(now.BySquareRoot(16).AreAllowed);
    }

    [Fact]
    public void Memory_counts_what_optimizers_keep()
    {
        Assert.Equal(0, OptimizerMemory.StateArrays<float>(new SgdOptions()));
        Assert.Equal(1, OptimizerMemory.StateArrays<float>(new LionOptions()));
        Assert.Equal(2, OptimizerMemory.StateArrays<double>(new AdamWOptions()));
        Assert.Equal(3, OptimizerMemory.StateArrays<float>(new AdamWOptions { AmsGrad = true }));
        Assert.InRange(OptimizerMemory.StateArrays<float>(new AdafactorOptions()), 0.001, 0.02);
    }

    [Fact]
    public void Every_setting_takes_its_default_and_refuses_nonsense()
    {
        foreach (IView view in AllViews.All)
        {
            Assert.Equal("", Values.Parse(view.Settings, "").Query(view.Settings));
            foreach (Setting setting in view.Settings)
            {
                Assert.Equal(setting.Default, setting.Check(setting.Default));
                Assert.Throws<PageException>(() => Values.Parse(view.Settings, $"{setting.Name}=<script>"));
                Assert.Throws<PageException>(() => setting.Check(""));
            }
        }

        Assert.Throws<PageException>(() => Values.Parse(AllViews.All[0].Settings, new string('x', 3000)));
    }

    [Fact]
    public void A_link_gives_the_settings_again()
    {
        IReadOnlyList<Setting> settings = AllViews.Find("plane").Settings;
        const string Query = "function=own&formula=x%5E2%20%2B%20y%5E2&show-lion=1&x=0.25";

        Assert.Equal(Query, Values.Parse(settings, Query).Query(settings));
    }

    private static void AssertWithin(double share, double expected, double actual) => Assert.InRange(actual / expected, 1 - share, 1 + share);
}
