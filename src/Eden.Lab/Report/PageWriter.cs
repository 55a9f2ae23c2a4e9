using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using Eden.Lab.Charts;

namespace Eden.Lab.Report;

/// <summary>Writes the body of a page. Whatever stands in the holes of <see cref="Html"/> comes out as text, so that no name of a
/// file or parameter can become markup.</summary>
internal sealed class PageWriter(Language language)
{
    private readonly List<IPlot> _plots = [];

    /// <summary>The charts so far, in order.</summary>
    public IReadOnlyList<IPlot> Plots => _plots;

    internal StringBuilder Body { get; } = new();

    /// <summary>A text in the language of the page.</summary>
    public string In(Phrase phrase) => phrase.In(language);

    /// <summary>A text in the language of the page.</summary>
    public string In(string key, params object?[] values) => In(Phrase.Of(key, values));

    /// <summary>Writes markup, and what is in its holes as text.</summary>
    public void Html([InterpolatedStringHandlerArgument("")] ref Markup markup)
    {
        // The handler has written it already, hole by hole.
        _ = markup;
        Body.Append('\n');
    }

    /// <summary>Writes names and what they stand for.</summary>
    public void Facts(params IReadOnlyList<(string Name, string? Text)> facts)
    {
        Html($"<dl class=\"facts\">");
        foreach ((string name, string? text) in facts)
        {
            if (!string.IsNullOrEmpty(text))
            {
                Html($"<dt>{name}</dt><dd>{text}</dd>");
            }
        }

        Html($"</dl>");
    }

    /// <summary>Writes what is likely a mistake in the data.</summary>
    public void Warnings(IReadOnlyList<string> warnings)
    {
        foreach (string warning in warnings)
        {
            Html($"<p class=\"half\">{In("Warning")}: {warning}</p>");
        }
    }

    /// <summary>Writes a table: the first cell of a row names it.</summary>
    public void Table(string title, IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<Cell>> rows)
    {
        IReadOnlyList<Cell>[] all = [.. rows];
        Html($"<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{title}\"><table><caption>{title}</caption><thead><tr>");
        for (int column = 0; column < columns.Count; column++)
        {
            string style = all.Length > 0 && column < all[0].Count ? all[0][column].Class : "";
            Html($"<th scope=\"col\" class=\"{(style.StartsWith("text", StringComparison.Ordinal) ? "text" : "")}\">{columns[column]}</th>");
        }

        Html($"</tr></thead><tbody>");
        foreach (IReadOnlyList<Cell> row in all)
        {
            Html($"<tr>");
            for (int column = 0; column < row.Count; column++)
            {
                (string text, string style) = row[column];
                if (column == 0)
                {
                    Html($"<th scope=\"row\" class=\"{style}\">{text}</th>");
                }
                else
                {
                    Html($"<td class=\"{style}\" data-column=\"{columns[column]}\">{text}</td>");
                }
            }

            Html($"</tr>");
        }

        Html($"</tbody></table></div>");
    }

    /// <summary>Writes a table of a result.</summary>
    public void Table(DataTable table) =>
        Table(In(table.Title), [.. table.Columns.Select(In)], table.Rows.Select(row => (IReadOnlyList<Cell>)[In(row.Name), .. row.Cells.Select(cell => (Cell)cell)]));

    /// <summary>Writes charts, beside each other where there is room.</summary>
    public void Draw(params IEnumerable<IPlot> plots)
    {
        Html($"<div class=\"charts\">");
        foreach (IPlot plot in plots)
        {
            string title = In(plot.Title);
            string description = In(plot.Description);
            Html($"<figure><figcaption>{title}<small>{description}</small></figcaption><div class=\"plot\" id=\"chart-{_plots.Count}\" role=\"img\" aria-label=\"{title}. {description}\"></div></figure>");
            _plots.Add(plot);
        }

        Html($"</div>");
    }

    /// <summary>A number in three digits, thousands apart.</summary>
    public static string Number(double? number) => number is not double value ? ""
        : Math.Abs(value) is >= 1000 and < 1e7 ? value.ToString("N0", CultureInfo.InvariantCulture)
        : Written(value, "G3");

    /// <summary>A number in as many digits as a float32 tells apart.</summary>
    public static string Exact(double number) => Written(number, "G7");

    /// <summary>A share in percent, or as a multiple where it is beyond all measure.</summary>
    public static string Percent(double? share) => share is not double value ? ""
        : Math.Abs(value) < 10 ? string.Create(CultureInfo.InvariantCulture, $"{100 * value:0.##} %")
        : $"{Number(value)} ×";

    public static string Whole(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Written(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture).Replace("E", "e", StringComparison.Ordinal);

    /// <summary>The holes of <see cref="Html"/>.</summary>
    [InterpolatedStringHandler]
    internal readonly ref struct Markup
    {
        private readonly StringBuilder _markup;

        public Markup(int literalLength, int formattedCount, PageWriter page)
        {
            _ = (literalLength, formattedCount);
            _markup = page.Body;
        }

        public void AppendLiteral(string markup) => _markup.Append(markup);

        public void AppendFormatted(string? text) => _markup.Append(WebUtility.HtmlEncode(Printable.Of(text ?? "", int.MaxValue)));

        public void AppendFormatted(int number) => _markup.Append(CultureInfo.InvariantCulture, $"{number}");
    }
}

/// <summary>A cell of a table.</summary>
/// <param name="Class">Its style: <c>text</c>, <c>good</c>, <c>half</c> or <c>bad</c>; empty for a number.</param>
internal readonly record struct Cell(string Text, string Class = "")
{
    public static implicit operator Cell(string text) => new(text);
}
