using System.Globalization;
using Eden.Lab;
using Eden.Lab.Sweeps;

namespace Eden.Cli.Output;

/// <summary>Draws the result of <c>eden sweep</c>; computes nothing.</summary>
/// <param name="screen">Where to.</param>
internal sealed class SweepScreen(Screen screen)
{
    /// <summary>Errors above so many times the best are all drawn alike: what matters is the shape of the basin.</summary>
    private const double Ceiling = 2;

    /// <summary>Where numbers begin.</summary>
    private const int NumberColumn = 13;

    public void Draw(SweepResult result, string file, bool isComplete)
    {
        DrawMaps(result);
        screen.Line($"[grey]{Markup.Escape(SweepWords.Choice(result.Config).English)}[/]");

        screen.Line();
        foreach (SweepMap map in result.Maps)
        {
            DrawNumbers(map, result.Config);
        }

        int diverged = result.Runs.Count(run => run.Outcome == RunOutcome.Diverged);
        SweepRecord[] failed = [.. result.Runs.Where(run => run.Outcome == RunOutcome.Failed)];
        string before = result.ReadFromFile > 0 ? Invariant($", {result.ReadFromFile} of them before") : "";
        screen.Line(Markup.Escape(Invariant($"{Phrase.Counted(result.Runs.Count, "run")} on {result.DataName}{before}; {diverged} diverged, {failed.Length} failed; {StatusLine.Duration(TimeSpan.FromSeconds(result.Seconds))} on {Phrase.Counted(result.Threads, "thread")}; {(isComplete ? "runs are" : "not all runs are")} in {file}")));
        if (failed.Length > 0)
        {
            screen.Line($"[red]run {failed[0].Run} failed[/]: {Markup.Escape(failed[0].Error ?? "")}");
        }
    }

    private void DrawMaps(SweepResult result)
    {
        double[] errors = [.. result.Maps.SelectMany(map => map.Picture.Errors).SelectMany(row => row).OfType<double>()];
        double ceiling = 100 * Math.Min(Ceiling * errors.Min(), errors.Max());
        HeatMap[] maps = [.. result.Maps.Select(map => MapOf(map, ceiling))];
        screen.Line(Invariant($"{SweepWords.Error(result.Config).English} in %, {(result.Config.Seeds == 1 ? "one seed" : Invariant($"mean of {result.Config.Seeds} seeds"))}; learning rate down, decay to the right; above {ceiling:G3} % all alike"));
        screen.Line();
        foreach (string line in HeatMap.Lay(screen.PictureWidth, maps))
        {
            screen.Whole(line);
        }
    }

    private static HeatMap MapOf(SweepMap map, double ceiling) => new(
        map.Name,
        [.. map.Picture.LearningRates.Select(Label)],
        [.. map.Picture.Decays.Select(Label)],
        [.. map.Picture.Errors.Select(IReadOnlyList<double?> (row) => [.. row.Select(error => error is double number ? Math.Min(100 * number, ceiling) : (double?)null)])],
        LowerIsBetter: true);

    private void DrawNumbers(SweepMap map, SweepConfig config)
    {
        screen.Line($"[bold]{Markup.Escape(map.Name)}[/]");
        if (map.Best is BestRegion best)
        {
            string deviation = config.Seeds > 1 ? Invariant($" ± {100 * best.StandardError:F2}") : "";
            string test = best.ValidationError is null ? "" : Invariant($"; its test error {100 * best.TestError:F2} %");
            screen.Line(Invariant($"  best         {100 * (best.ValidationError ?? best.TestError):F2}{deviation} % at learning rate {best.LearningRate:G4}, decay {best.Decay:G4}{test}"), NumberColumn);
            screen.Line(Invariant($"  as good      {best.Points} of {Phrase.Counted(map.Cells.Count, "point")}, learning rate {best.LowestRate:G4} to {best.HighestRate:G4}, decay {best.LowestDecay:G4} to {best.HighestDecay:G4}"), NumberColumn);
        }
        else
        {
            screen.Line("  [red]every run failed or diverged[/]");
        }

        if (map.Separability is Separability separability)
        {
            string interval = separability.Low is null ? "" : Markup.Escape(Invariant($" [{separability.Low:F2}, {separability.High:F2}]"));
            screen.Line(Invariant($"  separability {separability.Value:F2}{interval}"));
        }

        screen.Line();
    }

    private static string Label(double value) => value.ToString("0e-0", CultureInfo.InvariantCulture);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
