using System.Text;
using Eden.Lab;

namespace Eden.Cli.Output;

/// <summary>Where the columns of a table stand.</summary>
internal sealed class TableLayout
{
    private const string Gap = "  ";

    /// <summary>Text that is wider than this, or than a third of the line, breaks where lines are short.</summary>
    private const int NarrowText = 24;

    private readonly string[] _headers;
    private readonly int[] _widths;

    private TableLayout(string[] headers, int[] columns, int[] widths) => (_headers, Columns, _widths) = (headers, columns, widths);

    /// <summary>The columns that fit.</summary>
    public IReadOnlyList<int> Columns { get; }

    private int Width => _widths.Sum(one => one + Gap.Length) - Gap.Length;

    /// <summary>Finds the columns that fit, and their widths.</summary>
    /// <param name="headers">The headers; those that end in &gt; stand over cells that are flush right.</param>
    /// <param name="rows">The cells of the rows, or of one with the widest of each column.</param>
    /// <param name="columns">The columns that are asked for; two of them stay, whether they fit or not.</param>
    /// <param name="width">The columns of a line.</param>
    public static TableLayout Fit(string[] headers, IReadOnlyList<string[]> rows, int[] columns, int width)
    {
        TableLayout whole = new(headers, columns, [.. columns.Select(column => Math.Max(TextWidth.Of(Name(headers[column])), Widest(rows, column)))]);
        if (whole.Width <= width)
        {
            return whole;
        }

        int widest = Math.Max(NarrowText, width / 3);
        int[] narrow = [.. columns.Select(column => IsFlushRight(headers[column])
            ? Math.Max(LongestWord(Name(headers[column])), Widest(rows, column))
            : Math.Min(Math.Max(LongestWord(Name(headers[column])), Widest(rows, column)), widest))];
        int count = columns.Length;
        while (count > 2 && new TableLayout(headers, columns[..count], narrow[..count]).Width > width)
        {
            count--;
        }

        Widen(narrow.AsSpan(0, count), [.. whole._widths[..count]], width);
        return new TableLayout(headers, columns[..count], narrow[..count]);
    }

    /// <summary>What is said of columns that do not fit.</summary>
    public static string LeftOut(int columns) => $"{Phrase.Counted(columns, "column")} hidden; use a wider window, a pipe or --json";

    /// <summary>The lines of the headers, in markup.</summary>
    public IEnumerable<string> Head()
    {
        string[] names = [.. _headers.Select(Name)];
        string[][] cells = [.. Columns.Select((column, index) => Paragraph.Wrap(names[column], _widths[index]).ToArray())];
        int height = cells.Max(lines => lines.Length);
        return Draw([.. cells.Select(lines => (string[])[.. Enumerable.Repeat("", height - lines.Length), .. lines])]).Select(line => $"[grey]{line}[/]");
    }

    /// <summary>The lines of a row, in markup: more than one where text breaks, or where a word is wider than its column.</summary>
    /// <param name="colour">The colour of the first cell.</param>
    /// <param name="cells">The cells; what is missing is empty.</param>
    public IEnumerable<string> Row(string colour, string[] cells) => Draw(
        [.. Columns.Select((column, index) => IsFlushRight(_headers[column]) ? [CellOf(cells, column)] : (string[])[.. Paragraph.WrapIndented(CellOf(cells, column), _widths[index])])],
        colour);

    private List<string> Draw(string[][] cells, string? colour = null)
    {
        List<string> lines = [];
        for (int line = 0; line < cells.Max(cell => cell.Length); line++)
        {
            StringBuilder text = new();
            int end = 0;
            int start = 0;
            for (int index = 0; index < cells.Length; start += _widths[index++] + Gap.Length)
            {
                if (line >= cells[index].Length || cells[index][line].TrimEnd(' ') is not { Length: > 0 } cell)
                {
                    continue;
                }

                int width = TextWidth.Of(cell);
                int begin = IsFlushRight(_headers[Columns[index]]) ? start + Math.Max(0, _widths[index] - width) : start;
                if (end > begin - 1 && end > 0)
                {
                    lines.Add(text.ToString());
                    text.Clear();
                    end = 0;
                }

                string escaped = Markup.Escape(cell);
                text.Append(' ', begin - end).Append(index == 0 && colour is not null ? $"[{colour}]{escaped}[/]" : escaped);
                end = begin + width;
            }

            lines.Add(text.ToString());
        }

        return lines;
    }

    /// <summary>Gives what is left of a line to columns that have less than they want, the first first.</summary>
    private static void Widen(Span<int> widths, int[] wanted, int width)
    {
        int left = width;
        foreach (int one in widths)
        {
            left -= one + Gap.Length;
        }

        left += Gap.Length;
        for (int i = 0; i < widths.Length && left > 0; i++)
        {
            int more = Math.Min(left, wanted[i] - widths[i]);
            widths[i] += more;
            left -= more;
        }
    }

    private static bool IsFlushRight(string header) => header.EndsWith('>');

    private static string Name(string header) => header.TrimEnd('>');

    private static string CellOf(string[] cells, int column) => column < cells.Length ? cells[column] : "";

    private static int Widest(IReadOnlyList<string[]> rows, int column) => rows.Select(row => TextWidth.Of(CellOf(row, column))).DefaultIfEmpty().Max();

    private static int LongestWord(string text) => text.Split(' ').Max(TextWidth.Of);
}
