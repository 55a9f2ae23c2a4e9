using System.Globalization;
using Eden.Lab.Charts;
using Eden.Lab.Comparison;
using Eden.Lab.Recordings;

namespace Eden.Lab.Report;

/// <summary>Draws the result of <see cref="ArticleExperiment"/>.</summary>
internal static class ComparisonSection
{
    /// <summary>Of a model with more weights the first ones are drawn.</summary>
    private const int MostWeights = 4;

    private static readonly Phrase Epoch = Phrase.Of("epoch");

    public static void Write(PageWriter page, ComparisonResult result)
    {
        ComparisonConfig config = result.Config;
        page.Facts(
            (page.In("model"), string.Create(CultureInfo.InvariantCulture, $"{page.In("linear")} {config.InFeatures} → 1, loss = (Σ outputs)², {config.ElementType.Name()}")),
            (page.In("options"), string.Create(CultureInfo.InvariantCulture, $"lr {config.LearningRate}, weight decay {config.WeightDecay}, betas {config.Beta1}, {config.Beta2}, eps {PageWriter.Number(config.Epsilon)}")),
            (page.In("epochs"), page.In("{0}, each one step on {1} rows", PageWriter.Whole(config.Epochs), PageWriter.Whole(config.Batch))),
            (page.In("start and inputs"), result.Origin),
            ("PyTorch", result.PyTorch ?? result.PyTorchLeftOut));
        StampFacts.Write(page, result.Stamp);
        WriteVerdicts(page, result);
        page.Draw(
            [
                .. Enumerable.Range(0, Math.Min(result.Initial.Count, MostWeights)).Select(weight => Trajectory(result, weight)),
                Loss(result),
                Distance(result),
                .. Decay(result),
            ]);
        WriteLastEpoch(page, result);
    }

    private static void WriteVerdicts(PageWriter page, ComparisonResult result)
    {
        int failed = result.Verdicts.Count(verdict => !verdict.Holds);
        string outcome = failed == 0
            ? page.In("All {0} verdicts are as expected.", result.Verdicts.Count)
            : page.In("{0} of {1} verdicts fail.", failed, result.Verdicts.Count);
        page.Html($"<p class=\"verdict {(failed == 0 ? "good" : "bad")}\">{outcome}</p>");
        page.Table(
            page.In("ComparisonSection.Verdicts"),
            [page.In("pair"), page.In("found"), page.In("share of the rounding allowed"), page.In("free runs apart by"), page.In("meaning")],
            result.Verdicts.Select(verdict => (IReadOnlyList<Cell>)
            [
                $"{verdict.Model} {(verdict.Found == Outcome.Agree ? "=" : "≠")} {verdict.ComparedWith}",
                verdict switch
                {
                    { Holds: false } => new Cell(page.In("fails"), "bad"),
                    { Found: Outcome.Agree } => new Cell(page.In("agree"), "good"),
                    _ => new Cell(page.In("differ"), "half"),
                },
                PageWriter.Number(verdict.LargestShare),
                PageWriter.Number(verdict.FreeRunDistance),
                new Cell(verdict.Meaning, "text"),
            ]));
    }

    private static void WriteLastEpoch(PageWriter page, ComparisonResult result)
    {
        int weights = Math.Min(result.Initial.Count, MostWeights);
        page.Table(
            page.In("After the last epoch, {0}", result.Inputs.Count),
            [page.In("model"), page.In("loss before it"), .. Enumerable.Range(0, weights).Select(weight => page.In("weight {0}", weight))],
            result.Models.Select(model => (IReadOnlyList<Cell>)
            [
                model.Name,
                PageWriter.Number(model.Steps[^1].Loss),
                .. model.Steps[^1].Weight.Take(weights).Select(weight => (Cell)PageWriter.Number(weight)),
            ]));
    }

    private static LinePlot Trajectory(ComparisonResult result, int weight) => new(new Chart
    {
        Title = Phrase.Of("Weight {0}", weight),
        X = Epoch,
        Y = Phrase.Of("weight after the epoch"),
        Description = Phrase.Of("ComparisonSection.Weights.Description"),
        Series = [.. result.Models.Select(model => new ChartSeries(Phrase.Same(model.Name), Count(0, result.Inputs.Count), [result.Initial[weight], .. model.Steps.Select(step => step.Weight[weight])]))],
    });

    private static LinePlot Loss(ComparisonResult result) => new(new Chart
    {
        Title = Phrase.Of("Loss"),
        X = Epoch,
        Y = Phrase.Of("loss before the step"),
        Description = Phrase.Of("ComparisonSection.Losses.Description"),
        LogY = result.Models.All(model => model.Steps.All(step => !(step.Loss <= 0))),
        Series = [.. result.Models.Select(model => new ChartSeries(Phrase.Same(model.Name), Count(1, result.Inputs.Count), [.. model.Steps.Select(step => step.Loss)]))],
    });

    private static LinePlot Distance(ComparisonResult result) => new(new Chart
    {
        Title = Phrase.Of("Distance between optimizers"),
        X = Epoch,
        Y = Phrase.Of("distance of the weights"),
        Description = Phrase.Of("ComparisonSection.Distances.Description"),
        LogY = true,
        Series = [.. result.Verdicts.Select(verdict => new ChartSeries(Phrase.Same($"{verdict.Model} – {verdict.ComparedWith}"), Count(1, result.Inputs.Count), [.. verdict.FreeRunDistances.Select(distance => distance > 0 ? distance : double.NaN)]))],
    });

    private static IEnumerable<IPlot> Decay(ComparisonResult result)
    {
        if (result.AppliedDecays.Count > 0)
        {
            int weights = Math.Min(result.Initial.Count, MostWeights);
            yield return new LinePlot(new Chart
            {
                Title = Phrase.Of("Decay applied to each weight"),
                X = Epoch,
                Y = Phrase.Of("taken from the weight so far"),
                Description = Phrase.Of("ComparisonSection.Decay.Description"),
                Series =
                [
                    .. from decay in result.AppliedDecays
                       from weight in Enumerable.Range(0, weights)
                       select new ChartSeries(
                           Phrase.Of("{0}, weight {1}", decay.Model, weight),
                           Count(1, result.Inputs.Count),
                           [.. decay.Amounts.Select(amounts => amounts[weight])]),
                ],
            });
        }
    }

    private static double[] Count(int from, int to) => [.. Enumerable.Range(from, to - from + 1).Select(number => (double)number)];
}
