using System.Globalization;

namespace Eden.Lab.Data;

/// <summary>What the first record of a table says of its columns.</summary>
/// <param name="Names">The names of the columns: from the header, or their numbers.</param>
/// <param name="Label">The index of the column of labels.</param>
/// <param name="IsThere">Whether the first record is a header, and not the first row.</param>
/// <param name="IsCount">Whether that was decided because it counts the columns.</param>
internal sealed record CsvHeader(IReadOnlyList<string> Names, int Label, bool IsThere, bool IsCount)
{
    private static readonly string[] UsualLabels = ["label", "class", "target"];

    /// <summary>Decides about the first record.</summary>
    /// <param name="file">The file's name in quotes.</param>
    /// <param name="first">The cells of the first record.</param>
    /// <param name="config">What is asked for.</param>
    /// <exception cref="InputException">There is no such column of labels, or no single one.</exception>
    public static CsvHeader Of(string file, IReadOnlyList<string> first, DataConfig config)
    {
        if (first.Count < 2)
        {
            throw new InputException($"{file} has a single column; it must have features and a label, separated by commas, semicolons or tabs");
        }

        int label = LikelyLabel(first, config.LabelColumn);
        bool hasWords = HasWords(first, label, config.LabelColumn);
        bool isCount = config.Header == HeaderRow.Auto && !hasWords && CountsColumns(first, label);
        bool isThere = config.Header == HeaderRow.Yes || isCount || (config.Header == HeaderRow.Auto && hasWords);
        string[] names = [.. first.Select((cell, index) => isThere && cell.Length > 0 ? cell : CsvReader.NumberOf(index))];
        return new(names, FindLabel(file, names, isThere, config.LabelColumn), isThere, isCount);
    }

    private static int LikelyLabel(IReadOnlyList<string> cells, string? labelColumn)
    {
        int[] likely = [ColumnOf(labelColumn, cells.Count), IndexOf(cells, labelColumn), cells.Count - 1];
        return likely.First(index => index >= 0);
    }

    /// <summary>Whether a feature or the column of labels has a name that is a word.</summary>
    private static bool HasWords(IReadOnlyList<string> cells, int label, string? labelColumn) =>
        cells.Where((cell, index) => index != label && CsvNumber.IsWord(cell)).Any()
        || (ColumnOf(labelColumn, cells.Count) < 0 && IndexOf(cells, labelColumn) >= 0);

    /// <summary>Whether the first record counts from 0, as a data frame without names writes it: all columns, or at least three
    /// beside a named one of labels. The first cell is empty above an index.</summary>
    private static bool CountsColumns(IReadOnlyList<string> cells, int label)
    {
        int first = cells[0].Length == 0 ? 1 : 0;
        string[] features = [.. cells.Where((_, index) => index >= first && index != label)];
        return Counts(cells.Skip(first)) || (features.Length >= 3 && !CsvNumber.TryParse(cells[label], out _) && Counts(features));
    }

    private static bool Counts(IEnumerable<string> cells) => cells.Select((cell, index) => cell == index.ToString(CultureInfo.InvariantCulture)).All(counts => counts);

    private static int FindLabel(string file, string[] names, bool hasNames, string? labelColumn)
    {
        int[] found = [.. Enumerable.Range(0, names.Length).Where(index => IsLabel(names[index], labelColumn))];
        if (found.Length > 1)
        {
            throw new InputException($"{file} has several columns that could be the labels: {string.Join(", ", found.Select(index => $"{DataFile.Quote(names[index])} (number {index + 1})"))}; choose one by --label-column with its number");
        }

        int index = found is [int single] ? single : labelColumn is null ? names.Length - 1 : ColumnOf(labelColumn, names.Length);
        return index >= 0
            ? index
            : throw new InputException($"{file} has no column {DataFile.Quote(labelColumn!)}; it has {string.Join(", ", names.Take(10).Select(DataFile.Quote))}{(names.Length > 10 ? $" and {names.Length - 10} more" : "")}{(hasNames || !CsvNumber.IsWord(labelColumn!) ? "" : "; if line 1 is the header, add --header yes")}");
    }

    private static int IndexOf(IReadOnlyList<string> cells, string? labelColumn) => cells.ToList().FindIndex(cell => IsLabel(cell, labelColumn));

    private static bool IsLabel(string name, string? labelColumn) =>
        labelColumn is null ? UsualLabels.Contains(name, StringComparer.OrdinalIgnoreCase) : name == labelColumn;

    /// <summary>The index of a column that is given by its number, or -1.</summary>
    private static int ColumnOf(string? labelColumn, int columns) =>
        int.TryParse(labelColumn, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= 1 && number <= columns ? number - 1 : -1;
}
