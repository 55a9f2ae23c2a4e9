using System.Globalization;
using Eden.Lab;
using Eden.Lab.Training;

namespace Eden.Cli.Output;

/// <summary>Draws the result of <c>eden train</c>; computes nothing.</summary>
/// <param name="screen">Where to.</param>
internal sealed class TrainScreen(Screen screen)
{
    public void Draw(TrainingResult result)
    {
        screen.Line();
        if (result.Epochs.Count > 1)
        {
            if (result.BestEpoch is not null)
            {
                DrawCourse("validation loss  ", result.Epochs.Select(epoch => epoch.ValidationLoss ?? double.NaN));
            }

            DrawCourse("test loss        ", result.Epochs.Select(epoch => epoch.TestLoss));
        }

        string outcome = Markup.Escape(TrainingWords.Outcome(result).English);
        screen.Line($"{(result.Outcome == TrainingOutcome.Diverged ? $"[red]{outcome}[/]" : outcome)}; [bold]{Markup.Escape(TrainingWords.Numbers(result).English)}[/]");
        screen.Line($"[grey]{Markup.Escape(Description(result))}[/]");
    }

    private void DrawCourse(string name, IEnumerable<double> losses) => screen.Whole(name + Sparkline.Of([.. losses], Math.Min(Sparkline.Usual, screen.Width - name.Length)));

    private static string Description(TrainingResult result)
    {
        string speed = result.SamplesPerSecond > 0 ? Invariant($"; {result.SamplesPerSecond:N0} samples/s in {result.TrainingSeconds:F1} s of training") : "";
        return Invariant($"{result.DataName}: {TrainingWords.Samples(result).English}; {Phrase.Counted(result.Parameters, "parameter")}; {Phrase.Counted(result.Steps, "step")} of {result.Config.Optimizer.Name}{speed}");
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
