
namespace Eden.Cli.Output;

/// <summary>A table of plain lines. Where the lines would be too long, its headers and texts break at blanks; numbers never do.</summary>
/// <param name="headers">The headers; those that end in &gt; stand over cells that are flush right.</param>
internal sealed class TextTable(params string[] headers)
{
    private const string Margin = "  ";

    private readonly List<(string Colour, string[] Cells)> _rows = [];

    /// <summary>Adds a row.</summary>
    /// <param name="colour">The colour of its first cell.</param>
    /// <param name="cells">Its cells; what is missing is empty.</param>
    public void Add(string colour, string[] cells) => _rows.Add((colour, cells));

    /// <summary>Lays the table out whole. Columns that do not fit follow below, after the first column again; where that does not tell
    /// the rows apart, every row is a paragraph.</summary>
    /// <param name="width">The columns of a line.</param>
    /// <returns>The lines in markup, the headers first.</returns>
    public IEnumerable<string> Lay(int width)
    {
        int[] columns = [.. Enumerable.Range(0, headers.Length)];
        if (Fit(width, columns).Columns.Count < columns.Length && _rows.Select(row => row.Cells[0]).Distinct(StringComparer.Ordinal).Count() < _rows.Count)
        {
            foreach (string line in LayParagraphs(width))
            {
                yield return line;
            }

            yield break;
        }

        while (true)
        {
            TableLayout layout = Fit(width, columns);
            foreach (string line in Draw(layout))
            {
                yield return line;
            }

            if (layout.Columns.Count == columns.Length)
            {
                yield break;
            }

            columns = [0, .. columns[layout.Columns.Count..]];
            yield return "";
        }
    }

    /// <summary>Lays out the first columns, as many as fit.</summary>
    /// <param name="width">The columns of a line.</param>
    /// <returns>The lines in markup, the headers first, and the number of columns that were left out.</returns>
    public (IReadOnlyList<string> Lines, int ColumnsLeftOut) LayFirst(int width)
    {
        TableLayout layout = Fit(width, [.. Enumerable.Range(0, headers.Length)]);
        return ([.. Draw(layout)], headers.Length - layout.Columns.Count);
    }

    private IEnumerable<string> LayParagraphs(int width)
    {
        foreach ((string colour, string[] cells) in _rows)
        {
            yield return $"[{colour}]{Markup.Escape(cells[0])}[/]";
            string text = string.Join(", ", cells.Zip(headers).Skip(1).Where(pair => pair.First.Length > 0).Select(pair => $"{pair.Second.TrimEnd('>')} {pair.First}"));
            foreach (string line in Paragraph.WrapIndented(Margin + text, width))
            {
                yield return Markup.Escape(line);
            }
        }
    }

    private TableLayout Fit(int width, int[] columns) => TableLayout.Fit(headers, [.. _rows.Select(row => row.Cells)], columns, width);

    private IEnumerable<string> Draw(TableLayout layout) => layout.Head().Concat(_rows.SelectMany(row => layout.Row(row.Colour, row.Cells)));
}
