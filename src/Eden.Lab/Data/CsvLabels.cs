using System.Globalization;

namespace Eden.Lab.Data;

/// <summary>The labels of a table. Where all are numbers, labels of equal value are one class; else labels are compared letter by
/// letter.</summary>
internal sealed class CsvLabels
{
    /// <summary>The most different labels.</summary>
    public const int Most = 1000;

    private readonly Dictionary<string, int> _indices = new(StringComparer.Ordinal);
    private readonly List<string> _texts = [];
    private readonly List<int> _counts = [];
    private readonly List<int> _rows = [];

    /// <summary>How many rows there are.</summary>
    public int Rows => _rows.Count;

    /// <summary>Whether every label is a number.</summary>
    public bool AreNumbers => _texts.TrueForAll(text => CsvNumber.TryParse(text, out _));

    /// <summary>Whether every label is a number or a mark of a missing value, and some are missing.</summary>
    public bool AreNumbersWithGaps => Missing is not null && _texts.TrueForAll(text => CsvNumber.IsMissing(text) || CsvNumber.TryParse(text, out _));

    /// <summary>The first label that is a usual mark of a missing value.</summary>
    public string? Missing => _texts.Find(CsvNumber.IsMissing);

    /// <summary>Adds the label of a row.</summary>
    /// <returns>Whether there are not too many.</returns>
    public bool TryAdd(string label)
    {
        if (!_indices.TryGetValue(label, out int index))
        {
            index = _texts.Count;
            _indices.Add(label, index);
            _texts.Add(label);
            _counts.Add(0);
        }

        _counts[index]++;
        _rows.Add(index);
        return _texts.Count <= Most;
    }

    public string At(int row) => _texts[_rows[row]];

    /// <summary>Whether no other row has the label of this one.</summary>
    public bool IsAlone(int row) => _counts[_rows[row]] == 1;

    /// <summary>The class of each row. Classes count in the order of their values or letters.</summary>
    public (int[] Rows, int Classes) ToClasses()
    {
        IEnumerable<IGrouping<string, string>> equal = AreNumbers
            ? _texts.GroupBy(CsvNumber.ExactValue, StringComparer.Ordinal).OrderBy(group => double.Parse(group.Key, CultureInfo.InvariantCulture)).ThenBy(group => group.Key, StringComparer.Ordinal)
            : _texts.Order(StringComparer.Ordinal).GroupBy(text => text, StringComparer.Ordinal);
        int[] classes = new int[_texts.Count];
        int count = 0;
        foreach (IGrouping<string, string> group in equal)
        {
            foreach (string text in group)
            {
                classes[_indices[text]] = count;
            }

            count++;
        }

        return ([.. _rows.Select(index => classes[index])], count);
    }
}
