namespace Eden.Lab.Sweeps;

/// <summary>Draws the maps of a sweep from its runs.</summary>
internal static class SweepMaps
{
    /// <summary>The map of each optimizer.</summary>
    /// <param name="records">Its runs, as far as they are finished.</param>
    /// <param name="classes">The classes of the data; left out, points with runs that came to nothing are gaps.</param>
    public static IReadOnlyList<SweepMap> Draw(SweepConfig config, IReadOnlyList<SweepRecord> records, int? classes)
    {
        double guess = 1 - (1.0 / classes) ?? double.NaN;
        ILookup<string, SweepRecord> byArm = records.ToLookup(record => record.Optimizer, StringComparer.Ordinal);
        return [.. config.Arms.Select(arm => Draw(config, arm, [.. byArm[arm.Name]], guess))];
    }

    private static SweepMap Draw(SweepConfig config, SweepArm arm, IReadOnlyList<SweepRecord> records, double guess)
    {
        ILookup<SweepPoint, SweepRecord> byPoint = records.ToLookup(record => new SweepPoint(record.LearningRate, record.Decay));
        SweepPoint[] points = [.. config.PointsOf(arm).Distinct()];
        SweepCell[] cells = [.. points.Where(byPoint.Contains).Select(point => CellOf(point, [.. byPoint[point]], guess, config.Validates))];
        bool isGrid = config.Samples is null;
        return new SweepMap
        {
            Name = arm.Name,
            Cells = cells,
            Picture = PictureOf(config.LearningRate, arm.Decay, cells, isGrid),
            Best = BestOf(cells, cell => byPoint[new SweepPoint(cell.LearningRate, cell.Decay)].Count()),
            Separability = isGrid ? Separability.Of([.. records.GroupBy(record => record.Seed).Where(group => group.Count() == points.Length).OrderBy(group => group.Key).Select(group => ErrorsOf(config, arm, [.. group], guess))]) : null,
        };
    }

    private static MapPicture PictureOf(SweepAxis rates, SweepAxis decays, SweepCell[] cells, bool isGrid)
    {
        // A point of a grid lies in a cell of its own.
        ILookup<(int Row, int Column), double> errors = cells.ToLookup(
            cell => (rates.IndexOf(cell.LearningRate, isGrid), decays.IndexOf(cell.Decay, isGrid)),
            cell => cell.ChoosingError);
        return new(
            isGrid ? rates.Grid() : rates.Middles(),
            isGrid ? decays.Grid() : decays.Middles(),
            [.. Enumerable.Range(0, rates.Count).Select(IReadOnlyList<double?> (row) => [.. Enumerable.Range(0, decays.Count).Select(column => errors[(row, column)].Any() ? errors[(row, column)].Average() : (double?)null)])]);
    }

    private static SweepCell CellOf(SweepPoint point, IReadOnlyList<SweepRecord> records, double guess, bool validates)
    {
        double[] errors = [.. records.Select(record => ErrorOf(record, guess))];
        double mean = errors.Average();
        return new SweepCell
        {
            LearningRate = point.LearningRate,
            Decay = point.Decay,
            TestError = records.Average(record => ErrorOf(record, record.TestAccuracy, guess)),
            ValidationError = validates ? mean : null,
            Deviation = errors.Length > 1 ? Math.Sqrt(errors.Sum(error => (error - mean) * (error - mean)) / (errors.Length - 1)) : 0,
            TestLoss = records.Where(IsCompleted).Average(record => record.TestLoss),
            WeightNorm = records.Where(IsCompleted).Average(record => record.WeightNorm),
            Diverged = records.Count(record => record.Outcome == RunOutcome.Diverged),
            Failed = records.Count(record => record.Outcome == RunOutcome.Failed),
        };
    }

    private static BestRegion? BestOf(SweepCell[] cells, Func<SweepCell, int> runs)
    {
        SweepCell? best = cells.Where(cell => cell.TestLoss is not null && !double.IsNaN(cell.ChoosingError)).MinBy(cell => cell.ChoosingError);
        if (best is null)
        {
            return null;
        }

        double standardError = best.Deviation / Math.Sqrt(runs(best));
        SweepCell[] region = [.. cells.Where(cell => cell.ChoosingError <= best.ChoosingError + standardError)];
        return new(
            best.LearningRate,
            best.Decay,
            best.TestError,
            standardError,
            region.Length,
            region.Min(cell => cell.LearningRate),
            region.Max(cell => cell.LearningRate),
            region.Min(cell => cell.Decay),
            region.Max(cell => cell.Decay))
        {
            ValidationError = best.ValidationError,
        };
    }

    private static double[,] ErrorsOf(SweepConfig config, SweepArm arm, IReadOnlyList<SweepRecord> records, double guess)
    {
        Dictionary<SweepPoint, SweepRecord> byPoint = records.ToDictionary(record => new SweepPoint(record.LearningRate, record.Decay));
        IReadOnlyList<double> rates = config.LearningRate.Grid();
        IReadOnlyList<double> decays = arm.Decay.Grid();
        double[,] errors = new double[rates.Count, decays.Count];
        for (int i = 0; i < rates.Count; i++)
        {
            for (int j = 0; j < decays.Count; j++)
            {
                errors[i, j] = ErrorOf(byPoint[new SweepPoint(rates[i], decays[j])], guess);
            }
        }

        return errors;
    }

    private static bool IsCompleted(SweepRecord record) => record.Outcome == RunOutcome.Completed;

    private static double ErrorOf(SweepRecord record, double guess) => ErrorOf(record, record.ValidationAccuracy ?? record.TestAccuracy, guess);

    private static double ErrorOf(SweepRecord record, double? accuracy, double guess) => IsCompleted(record) ? 1 - accuracy!.Value : guess;
}
