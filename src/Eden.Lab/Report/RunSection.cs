using System.Globalization;
using Eden.Lab.Charts;

namespace Eden.Lab.Report;

/// <summary>Draws a training of samples/.</summary>
internal static class RunSection
{
    public static Phrase Title { get; } = Phrase.Of("A training with TorchSharp");

    public static void Write(PageWriter page, RunResult result)
    {
        RunPoint last = result.Points[^1];
        page.Facts(
            (page.In("model"), result.Model),
            (page.In("parameters"), PageWriter.Whole(result.Parameters)),
            (page.In("data"), result.Data),
            (page.In("optimizer"), string.Create(CultureInfo.InvariantCulture, $"{result.Optimizer}, {result.LearningRate}")),
            (page.In("batch"), PageWriter.Whole(result.Batch)),
            (page.In("steps"), PageWriter.Whole(result.Steps)),
            (page.In("seed"), PageWriter.Whole(result.Seed)),
            (page.In("speed"), page.In("{0} {1} per second", PageWriter.Whole((long)(last.Step * result.ItemsPerStep / last.Seconds)), result.Items)),
            (page.In("the optimizer's share of the time"), PageWriter.Percent(last.OptimizerSeconds / last.Seconds)),
            ("Eden", string.Create(CultureInfo.InvariantCulture, $"{result.Stamp.Eden}, TorchSharp {result.Stamp.TorchSharp}, {result.Stamp.Runtime}, {result.Stamp.Processors} CPU")));
        double[] steps = [.. result.Points.Select(point => (double)point.Step)];
        page.Draw(new LinePlot(new Chart
        {
            Title = Phrase.Of("Loss"),
            X = Phrase.Of("step"),
            Y = Phrase.Of("mean over the samples"),
            Description = Phrase.Of("After each evaluation."),
            Series =
            [
                new(Phrase.Of("training"), steps, [.. result.Points.Select(point => point.TrainingLoss)]),
                new(Phrase.Of("validation"), steps, [.. result.Points.Select(point => point.ValidationLoss)]),
            ],
        }));
        bool classifies = result.Points.Any(point => point.ValidationAccuracy is not null);
        page.Table(
            page.In("Evaluations"),
            [page.In("step"), page.In("training loss"), page.In("validation loss"), .. classifies ? (string[])[page.In("validation accuracy")] : [], page.In("seconds")],
            result.Points.Select(point => (IReadOnlyList<Cell>)
            [
                PageWriter.Whole(point.Step),
                PageWriter.Number(point.TrainingLoss),
                PageWriter.Number(point.ValidationLoss),
                .. classifies ? (Cell[])[PageWriter.Percent(point.ValidationAccuracy)] : [],
                PageWriter.Number(Math.Round(point.Seconds, 1)),
            ]));
        if (result.Text is not null)
        {
            page.Html($"<p class=\"title\">{page.In("What the model wrote")}</p><pre>");
            foreach (string line in result.Text.Split('\n'))
            {
                page.Html($"{line}\n");
            }

            page.Html($"</pre>");
        }
    }
}
