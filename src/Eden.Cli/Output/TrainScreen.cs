using System.Globalization;
using Eden.Lab;
using Eden.Lab.Training;
using Spectre.Console;

namespace Eden.Cli.Output;

/// <summary>Draws the result of <c>eden train</c>; computes nothing.</summary>
/// <param name="screen">Where to.</param>
internal sealed class TrainScreen(Screen screen)
{
    public void Draw(TrainingResult result)
    {
        EpochRecord last = result.Epochs[^1];
        screen.Line();
        if (result.Epochs.Count > 1)
        {
            screen.Line($"test loss  {Sparkline.Of([.. result.Epochs.Select(epoch => epoch.TestLoss)])}");
        }

        EpochRecord best = result.Epochs.MaxBy(epoch => epoch.TestAccuracy)!;
        string outcome = result.Outcome switch
        {
            TrainingOutcome.Diverged => "[red]diverged[/]: a loss was infinite or NaN; lower --lr, or warm up",
            TrainingOutcome.StoppedEarly => Invariant($"stopped early after epoch {last.Epoch}"),
            _ => $"finished {Phrase.Counted(last.Epoch, "epoch")}",
        };
        screen.Line(Invariant($"{outcome}; test accuracy [bold]{100 * last.TestAccuracy:F2} %[/], best {100 * best.TestAccuracy:F2} % after epoch {best.Epoch}"));
        screen.Line($"[grey]{Markup.Escape(Description(result))}[/]");
    }

    private static string Description(TrainingResult result)
    {
        string speed = result.SamplesPerSecond > 0 ? Invariant($"; {result.SamplesPerSecond:N0} samples/s in {result.TrainingSeconds:F1} s of training") : "";
        return Invariant($"{result.DataName}: {Phrase.Counted(result.TrainingSamples, "sample")} to train with, {result.TestSamples} to test; {Phrase.Counted(result.Parameters, "parameter")}; {Phrase.Counted(result.Steps, "step")} of {result.Config.Optimizer.Name}{speed}");
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
