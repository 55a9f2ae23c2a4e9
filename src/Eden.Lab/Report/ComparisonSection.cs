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

    /// <summary>Weights whose shares differ by less than this are one line.</summary>
    private const double SameShare = 0.02;

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
        WriteRules(page);
        page.Draw([.. DistanceToAdam(result), .. DecayShares(result), .. Pull(result), Loss(result), Drift(result)]);
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
                PageWriter.Exact(model.Steps[^1].Loss),
                .. model.Steps[^1].Weight.Take(weights).Select(weight => (Cell)PageWriter.Exact(weight)),
            ]));
    }

    /// <summary>The two algorithms that readers take for one, with what differs marked.</summary>
    private static void WriteRules(PageWriter page)
    {
        page.Html($"<h3>{page.In("One term in two places")}</h3>");
        page.Html($"<div class=\"rules\"><div><h4>Adam + L2</h4><pre><mark>g ← g + λ·w</mark>\nm ← β₁·m + (1−β₁)·g\nv ← β₂·v + (1−β₂)·g²\nw ← w − lr·m̂ / (√v̂ + ε)</pre></div>");
        page.Html($"<div><h4>AdamW</h4><pre>\n\nm ← β₁·m + (1−β₁)·g\nv ← β₂·v + (1−β₂)·g²\nw ← w − lr·m̂ / (√v̂ + ε) <mark>− lr·λ·w</mark></pre></div></div>");
    }

    /// <summary>The families that decay: what differs from plain Adam is what this experiment is about.</summary>
    private static IEnumerable<ComparedModel> Decaying(ComparisonResult result) =>
        result.Models.Where(model => model.Name is ModelNames.EdenAdamW or ModelNames.AdamWithL2);

    private static ComparedModel? PlainAdam(ComparisonResult result) => result.Models.FirstOrDefault(model => model.Name == ModelNames.EdenAdam);

    private static IEnumerable<IPlot> DistanceToAdam(ComparisonResult result)
    {
        if (PlainAdam(result) is not ComparedModel adam)
        {
            yield break;
        }

        yield return new LinePlot(new Chart
        {
            Title = Phrase.Of("Distance to plain Adam"),
            X = Epoch,
            Y = Phrase.Of("distance of the weights"),
            Description = Phrase.Of("ComparisonSection.ToAdam.Description"),
            Series =
            [
                .. Decaying(result).Select(model => new ChartSeries(
                    Phrase.Same(model.Name),
                    Count(0, result.Inputs.Count),
                    [0, .. model.Steps.Zip(adam.Steps, (step, other) => Math.Sqrt(Enumerable.Range(0, result.Initial.Count).Sum(weight => Math.Pow(step.Weight[weight] - other.Weight[weight], 2))))])),
            ],
        });
    }

    private static IEnumerable<IPlot> DecayShares(ComparisonResult result)
    {
        if (result.AppliedDecays.Count == 0)
        {
            yield break;
        }

        int weights = Math.Min(result.Initial.Count, MostWeights - 1);
        List<ChartSeries> lines = [];
        foreach (AppliedDecay decay in result.AppliedDecays)
        {
            double[][] shares = [.. Enumerable.Range(0, weights).Select(weight => Shares(result, decay, weight))];
            bool isOne = shares.All(share => share.Zip(shares[0]).All(pair => Math.Abs(pair.First - pair.Second) < SameShare * Math.Abs(pair.Second)));
            lines.AddRange(shares.Take(isOne ? 1 : weights).Select((share, weight) => new ChartSeries(
                isOne ? Phrase.Of("{0}, every weight", decay.Model) : Phrase.Of("{0}, weight {1}", decay.Model, weight), Count(1, result.Inputs.Count), share)));
        }

        yield return new LinePlot(new Chart
        {
            Title = Phrase.Of("Decay as a share of the weight"),
            X = Epoch,
            Y = Phrase.Of("share that the step took"),
            Description = Phrase.Of("ComparisonSection.Decay.Description"),
            Series = lines,
        });
    }

    /// <summary>What each step took of a weight by decay, as a share of the weight before it.</summary>
    private static double[] Shares(ComparisonResult result, AppliedDecay decay, int weight)
    {
        double[] taken = [0, .. decay.Amounts.Select(amounts => amounts[weight])];
        double[] before = [result.Initial[weight], .. result.Models.FirstOrDefault(model => model.Name == decay.Model)?.Steps.Select(step => step.Weight[weight]) ?? []];
        return [.. taken.Skip(1).Select((amount, epoch) => epoch < before.Length && before[epoch] != 0 ? (amount - taken[epoch]) / before[epoch] : double.NaN)];
    }

    private static IEnumerable<IPlot> Pull(ComparisonResult result)
    {
        if (PlainAdam(result) is not ComparedModel adam || result.Initial.Count < 2)
        {
            yield break;
        }

        yield return new LinePlot(new Chart
        {
            Title = Phrase.Of("Where decay pulls two weights"),
            X = Phrase.Of("weight 0, less plain Adam's"),
            Y = Phrase.Of("weight 1, less plain Adam's"),
            Description = Phrase.Of("ComparisonSection.Pull.Description"),
            Series = [.. Decaying(result).Select(model => new ChartSeries(Phrase.Same(model.Name), Away(model, 0), Away(model, 1)))],
        });

        double[] Away(ComparedModel model, int weight) => [0, .. model.Steps.Zip(adam.Steps, (step, other) => step.Weight[weight] - other.Weight[weight])];
    }

    private static LinePlot Loss(ComparisonResult result) => new(new Chart
    {
        Title = Phrase.Of("Loss"),
        X = Epoch,
        Y = Phrase.Of("loss before the step"),
        Description = Phrase.Of("ComparisonSection.Losses.Description"),
        LogY = result.Models.All(model => model.Steps.All(step => !(step.Loss <= 0))),
        Series =
        [
            .. result.Models.Where(model => ModelNames.Fused.Contains(model.Name))
                .Select(model => new ChartSeries(Phrase.Same(model.Name), Count(1, result.Inputs.Count), [.. model.Steps.Select(step => step.Loss)])),
        ],
    });

    /// <summary>Of the pairs that agree the largest distance stands for all.</summary>
    private static LinePlot Drift(ComparisonResult result)
    {
        PairVerdict[] agreeing = [.. result.Verdicts.Where(verdict => verdict.Found == Outcome.Agree)];
        double[] largest = [.. Enumerable.Range(0, result.Inputs.Count).Select(epoch => agreeing.Select(verdict => verdict.FreeRunDistances.ElementAtOrDefault(epoch)).DefaultIfEmpty(0).Max())];
        return new(new Chart
        {
            Title = Phrase.Of("Distance between optimizers"),
            X = Epoch,
            Y = Phrase.Of("distance of the weights"),
            Description = Phrase.Of("ComparisonSection.Distances.Description", string.Join("; ", agreeing.Select(verdict => $"{verdict.Model} = {verdict.ComparedWith}"))),
            LogY = true,
            Series =
            [
                .. result.Verdicts.Where(verdict => verdict.Found == Outcome.Differ).Select(verdict => new ChartSeries(Phrase.Same($"{verdict.Model} – {verdict.ComparedWith}"), Count(1, result.Inputs.Count), Positive(verdict.FreeRunDistances))),
                new ChartSeries(Phrase.Of("the largest of {0} pairs that agree", agreeing.Length), Count(1, result.Inputs.Count), Positive(largest)),
            ],
        });
    }

    /// <summary>A logarithmic axis has no place for 0.</summary>
    private static double[] Positive(IEnumerable<double> distances) => [.. distances.Select(distance => distance > 0 ? distance : double.NaN)];

    private static double[] Count(int from, int to) => [.. Enumerable.Range(from, to - from + 1).Select(number => (double)number)];
}
