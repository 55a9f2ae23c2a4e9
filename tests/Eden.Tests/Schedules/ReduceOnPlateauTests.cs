namespace Eden.Tests.Schedules;

public class ReduceOnPlateauTests
{
    [Fact]
    public void The_report_after_the_last_patient_one_reduces()
    {
        ReduceOnPlateau plateau = new(new() { Factor = 0.5, Patience = 2 });

        bool[] reductions = [.. new[] { 1.0, 1, 1, 1, 1, 1, 1 }.Select(plateau.Report)];

        Assert.Equal([false, false, false, true, false, false, true], reductions);
        Assert.Equal(0.25, plateau.Multiplier);
    }

    [Fact]
    public void A_better_metric_starts_the_patience_anew()
    {
        ReduceOnPlateau plateau = new(new() { Patience = 1 });

        bool[] reductions = [.. new[] { 1.0, 1, 0.5, 0.5, 0.5 }.Select(plateau.Report)];

        Assert.Equal([false, false, false, false, true], reductions);
    }

    [Theory]
    [InlineData(PlateauMode.Minimize, ThresholdMode.Relative, 1.81, false)]
    [InlineData(PlateauMode.Minimize, ThresholdMode.Relative, 1.79, true)]
    [InlineData(PlateauMode.Minimize, ThresholdMode.Absolute, 1.91, false)]
    [InlineData(PlateauMode.Minimize, ThresholdMode.Absolute, 1.89, true)]
    [InlineData(PlateauMode.Maximize, ThresholdMode.Relative, 2.19, false)]
    [InlineData(PlateauMode.Maximize, ThresholdMode.Relative, 2.21, true)]
    [InlineData(PlateauMode.Maximize, ThresholdMode.Absolute, 2.09, false)]
    [InlineData(PlateauMode.Maximize, ThresholdMode.Absolute, 2.11, true)]
    public void A_metric_is_better_when_it_passes_the_best_by_the_threshold(PlateauMode mode, ThresholdMode thresholdMode, double metric, bool isBetter)
    {
        ReduceOnPlateau plateau = new(new() { Mode = mode, ThresholdMode = thresholdMode, Threshold = 0.1 });
        _ = plateau.Report(2);

        _ = plateau.Report(metric);

        Assert.Equal(isBetter ? metric : 2, plateau.State.Best);
        Assert.Equal(isBetter ? 0 : 1, plateau.State.BadReports);
    }

    [Fact]
    public void Bad_reports_during_the_cooldown_do_not_count()
    {
        ReduceOnPlateau plateau = new(new() { Patience = 0, Cooldown = 2 });

        bool[] reductions = [.. new[] { 1.0, 1, 1, 1, 1, 1 }.Select(plateau.Report)];

        Assert.Equal([false, true, false, false, true, false], reductions);
    }

    [Fact]
    public void The_multiplier_stops_at_its_minimum()
    {
        ReduceOnPlateau plateau = new(new() { Patience = 0, MinimumMultiplier = 0.04 });

        bool[] reductions = [.. new[] { 1.0, 1, 1, 1 }.Select(plateau.Report)];

        Assert.Equal([false, true, true, false], reductions);
        Assert.Equal(0.04, plateau.Multiplier);
    }

    [Fact]
    public void A_reduction_that_changes_too_little_is_left_out()
    {
        ReduceOnPlateau plateau = new(new() { Factor = 0.5, Patience = 0, MinimumChange = 0.5 });

        bool[] reductions = [.. new[] { 1.0, 1 }.Select(plateau.Report)];

        Assert.Equal([false, false], reductions);
        Assert.Equal(1, plateau.Multiplier);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void A_metric_that_is_no_number_is_never_better(double metric)
    {
        ReduceOnPlateau plateau = new(new() { Patience = 1 });

        bool[] reductions = [.. new[] { metric, metric }.Select(plateau.Report)];

        Assert.Equal([false, true], reductions);
        Assert.Null(plateau.State.Best);
    }

    [Fact]
    public void One_that_takes_over_the_state_goes_on_the_same()
    {
        ReduceOnPlateauOptions options = new() { Factor = 0.5, Patience = 1, Cooldown = 1 };
        double[] metrics = [3, 2, 2, 2, 2, 1, 1.5, 1.5, 0.5, 0.6, 0.6, 0.6];
        for (int split = 0; split <= metrics.Length; split++)
        {
            ReduceOnPlateau whole = new(options);
            ReduceOnPlateau first = new(options);
            Assert.All(metrics[..split], metric => Assert.Equal(whole.Report(metric), first.Report(metric)));
            ReduceOnPlateau second = new(options) { State = first.State };

            Assert.All(metrics[split..], metric => Assert.Equal(whole.Report(metric), second.Report(metric)));
            Assert.Equal(whole.State, second.State);
        }
    }
}
