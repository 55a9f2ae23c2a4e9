using Spectre.Console;

namespace Eden.Cli.Output;

/// <summary>A table of plain lines, one per row and never broken: for pipes, where columns must stay columns.</summary>
/// <param name="headers">The headers; those that end in &gt; stand over cells that are flush right.</param>
internal sealed class TextTable(params string[] headers)
{
    private const string Gap = "  ";

    private readonly List<(string Colour, string[] Cells)> _rows = [("grey", [.. headers.Select(header => header.TrimEnd('>'))])];

    /// <summary>Adds a row.</summary>
    /// <param name="colour">The colour of its first cell.</param>
    /// <param name="cells">Its cells; what is missing is empty.</param>
    public void Add(string colour, string[] cells) => _rows.Add((colour, cells));

    /// <summary>Lays the table out.</summary>
    /// <param name="width">How long a line may be. The last columns are left out where they do not fit.</param>
    /// <returns>The lines in markup, the headers first, and the number of columns that were left out.</returns>
    public (IReadOnlyList<string> Lines, int ColumnsLeftOut) Lay(int width)
    {
        int[] widths = [.. Enumerable.Range(0, headers.Length).Select(column => _rows.Max(row => TextWidth.Of(CellOf(row.Cells, column))))];
        int count = headers.Length;
        while (count > 2 && widths.Take(count).Sum(one => (long)one + Gap.Length) - Gap.Length > width)
        {
            count--;
        }

        return ([.. _rows.Select(row => LineOf(row.Colour, row.Cells, widths.AsSpan(0, count)))], headers.Length - count);
    }

    private string LineOf(string colour, string[] cells, ReadOnlySpan<int> widths)
    {
        List<string> texts = [];
        for (int column = 0; column < widths.Length; column++)
        {
            string cell = CellOf(cells, column);
            string text = Markup.Escape(headers[column].EndsWith('>') ? TextWidth.PadLeft(cell, widths[column]) : TextWidth.PadRight(cell, widths[column]));
            texts.Add(column == 0 || cells == _rows[0].Cells ? $"[{colour}]{text}[/]" : text);
        }

        return string.Join(Gap, texts);
    }

    private static string CellOf(string[] cells, int column) => column < cells.Length ? cells[column] : "";
}
