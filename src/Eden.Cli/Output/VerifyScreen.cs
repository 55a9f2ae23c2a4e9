using System.Globalization;
using Eden.Lab;
using Eden.Lab.Recordings;
using Eden.Lab.Verification;

namespace Eden.Cli.Output;

/// <summary>Draws the result of <c>eden verify</c>; computes nothing.</summary>
/// <param name="screen">Where to.</param>
internal sealed class VerifyScreen(Screen screen)
{
    private const string Nothing = "-";

    public void Draw(VerificationReport report)
    {
        DrawTable(report);
        screen.Line();
        screen.Line(Invariant($"of allowed, largest, at: the largest difference after a step from equal values; {report.ToleranceUnits} units are allowed"));
        screen.Line("  losses and schedules' rates have other bounds (docs/verify.md)");
        screen.Line("state: the same of the moments after the last step, or of gradients, losses and momenta");
        screen.Line("free run: how far a run on its own values drifts from the recording; not judged");
        screen.Line("Eden error, PyTorch error: distance of the float32 runs from the exact answer");
        screen.Line();
        foreach (VerificationResult result in report.Results)
        {
            DrawFailures(result);
        }

        DrawSummary(report);
    }

    private void DrawTable(VerificationReport report)
    {
        TextTable table = new("", "recording", "run", "of allowed>", "largest>", "at", "state>", "free run>", "Eden error>", "PyTorch error>");
        foreach (VerificationResult result in report.Results)
        {
            table.Add(ColourOf(result.Verdict), [.. Cells(result)]);
        }

        screen.FirstColumns(table);
    }

    private static IEnumerable<string> Cells(VerificationResult result)
    {
        yield return WordOf(result.Verdict);
        yield return Printable.Of(result.Source, int.MaxValue);
        if (result.Verdict == Verdict.Unsupported)
        {
            yield return result.Reason!;
            yield break;
        }

        Difference main = result.Differences[0];
        yield return result.Schedules switch
        {
            null => $"{result.Optimizer} {result.ElementType!.Value.Name()}, {Phrase.Counted(result.Steps, "step")}",
            1 => $"schedule, {Phrase.Counted(result.Steps, "step")}",
            int schedules => $"{schedules} schedules, {Phrase.Counted(result.Steps, "step")}",
        };
        yield return Percent(main.Share);
        yield return Number(main.Largest?.Absolute ?? 0);
        yield return main.Largest?.Place ?? Nothing;
        yield return result.Differences.Count > 1 ? Percent(result.Differences.Skip(1).Max(difference => difference.Share)) : Nothing;
        yield return Number(result.FreeRun?.Largest);
        yield return Number(result.EdenFromExact?.Largest);
        yield return Number(result.PyTorchFromExact?.Largest);
    }

    private void DrawFailures(VerificationResult result)
    {
        foreach (Difference difference in result.Differences.Where(difference => difference.Beyond > 0))
        {
            screen.Data($"[red]{Markup.Escape(Printable.Of(result.Source, int.MaxValue))}[/]: {difference.Beyond} of {difference.Count} {difference.Kind} differ by more than allowed");
            if (difference.First != difference.Largest)
            {
                DrawDeviation("first", difference.First!);
            }

            DrawDeviation("largest", difference.Largest!);
        }

        if (result.Verdict == Verdict.Fail)
        {
            screen.Line();
        }
    }

    private void DrawDeviation(string which, Deviation deviation) => screen.Data(Markup.Escape(Invariant(
        $"  {which,-8} {deviation.Place}: recorded {deviation.Recorded:R}, Eden {deviation.Computed:R}, {Number(deviation.Absolute)} apart, {Percent(deviation.Share)} of the allowed difference")), hang: 9);

    private void DrawSummary(VerificationReport report)
    {
        List<string> parts = [];
        foreach (Verdict verdict in Enum.GetValues<Verdict>())
        {
            if (report.Count(verdict) is int count and > 0)
            {
                parts.Add($"[{ColourOf(verdict)}]{count} {WordOf(verdict)}[/]");
            }
        }

        if (report.Errors.Count > 0)
        {
            parts.Add($"[red]{report.Errors.Count} {(report.Errors.Count == 1 ? "error" : "errors")}[/]");
        }

        int total = report.Results.Count + report.Errors.Count;
        string origin = report.PyTorch is null ? "" : Markup.Escape($"; recorded from PyTorch {report.PyTorch} with seed {report.Seed}");
        screen.Line($"{total} {(total == 1 ? "recording" : "recordings")}: {string.Join(", ", parts)}{origin}");
    }

    private static string WordOf(Verdict verdict) => verdict switch
    {
        Verdict.Pass => "pass",
        Verdict.Fail => "FAIL",
        _ => "unsupported",
    };

    private static string ColourOf(Verdict verdict) => verdict switch
    {
        Verdict.Pass => "green",
        Verdict.Fail => "red",
        _ => "yellow",
    };

    private static string Number(double? value) => value switch
    {
        null => Nothing,
        0 => "0",
        double number => Invariant($"{number:0.0e+00}"),
    };

    private static string Percent(double share) => share switch
    {
        double.PositiveInfinity => "infinitely",
        < 100 => Invariant($"{100 * share:0.0} %"),
        _ => Invariant($"{100 * share:0.0e+00} %"),
    };

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
