using Eden.Lab;
using Eden.Lab.Charts;
using Eden.Lab.Claims;
using Spectre.Console;

namespace Eden.Cli.Output;

/// <summary>Draws the result of <c>eden claims</c>; computes nothing.</summary>
internal sealed class ClaimsScreen(Screen screen, Language language)
{
    private const string Margin = "   ";

    /// <summary>What stands before a line of bars below its name.</summary>
    private const string Below = "     ";

    /// <summary>The fewest bars to the right of their name.</summary>
    private const int LeastBars = 20;

    private static readonly Phrase Unexpected = new("NOT as documented", "与文档不一致");

    public void Draw(ClaimsResult result)
    {
        screen.Line($"[bold]{Text(new("What articles claim on Adam and AdamW, tested", "文章对 Adam 与 AdamW 的说法，逐条检验"))}[/]");
        screen.Line($"[grey]Eden {result.Stamp.Version}, {Markup.Escape(result.Stamp.Runtime)}, {result.Stamp.Architecture}, lanes {result.Stamp.Lanes}[/]");
        foreach (ClaimResult claim in result.Claims)
        {
            DrawClaim(claim);
        }

        screen.Line();
        int failed = result.Claims.Count(claim => !claim.AsDocumented);
        screen.Line(failed == 0
            ? $"[green]{Text(new(result.Claims.Count == 1 ? "The verdict is as documented." : $"All {result.Claims.Count} verdicts are as documented.", $"{result.Claims.Count} 条结论都与文档一致。"))}[/]"
            : $"[red bold]{Text(new($"{failed} of {result.Claims.Count} claims came out otherwise than documented.", $"{result.Claims.Count} 条中有 {failed} 条与文档不一致。"))}[/]");
    }

    private void DrawClaim(ClaimResult claim)
    {
        screen.Line();
        screen.Line($"[bold]{claim.Number}. {Markup.Escape(Text(claim.Statement))}[/]", Margin.Length);
        Draw(ColourOf(claim), ClaimWords.Verdict(claim));
        Draw("default", claim.Finding);
        screen.Line();
        foreach (ClaimCheck check in claim.Checks)
        {
            DrawCheck(check);
        }

        foreach (DataTable table in claim.Tables)
        {
            DrawTable(table);
        }

        foreach (Chart chart in claim.Charts)
        {
            DrawChart(chart);
        }

        screen.Line();
        screen.Whole($"{Margin}[grey]{Markup.Escape(claim.Command)}[/]");
    }

    private void DrawCheck(ClaimCheck check)
    {
        string mark = check.IsMet ? "[green]✓[/]" : "[yellow]✗[/]";
        string value = ClaimWords.Value(check);
        Phrase need = ClaimWords.Need(check);
        string alarm = check.IsMet == check.IsExpected ? "" : $"  {Text(Unexpected)}";
        string text = Text(new($"{check.Quantity.English}: {value} (the claim needs {need.English})", $"{check.Quantity.Chinese}：{value}（该说法要求{need.Chinese}）")) + alarm;
        screen.Line($"{Margin}{mark} {Markup.Escape(text)}", hang: 2);
    }

    private void DrawTable(DataTable table)
    {
        screen.Line();
        Draw("grey", table.Title);
        TextTable text = new([.. table.Columns.Select((column, index) => index == 0 ? Text(column) : $"{Text(column)}>")]);
        foreach (DataRow row in table.Rows)
        {
            text.Add("default", [Text(row.Name), .. row.Cells]);
        }

        screen.Table(text, Margin);
    }

    private void DrawChart(Chart chart)
    {
        screen.Line();
        Draw("grey", new($"{chart.Title.English} ({chart.X.English} →)", $"{chart.Title.Chinese}（{chart.X.Chinese} →）"));
        int names = chart.Series.Max(series => TextWidth.Of(Text(series.Name)));
        bool isBelow = screen.Width - Margin.Length - names < LeastBars;
        int bars = Math.Min(Sparkline.Usual, screen.Width - (isBelow ? Below.Length : Margin.Length + names + 2));
        IReadOnlyList<string> lines = Sparkline.Together([.. chart.Series.Select(series => series.Y.Select(value => chart.LogY ? Math.Log10(value) : value).ToArray())], bars);
        foreach ((ChartSeries series, string line) in chart.Series.Zip(lines))
        {
            string name = Markup.Escape(TextWidth.PadRight(Text(series.Name), isBelow ? 0 : names));
            if (isBelow)
            {
                screen.Line(Margin + name);
                screen.Whole($"{Below}[teal]{line}[/]");
            }
            else
            {
                screen.Whole($"{Margin}{name}  [teal]{line}[/]");
            }
        }
    }

    private void Draw(string colour, Phrase text) => screen.Line($"{Margin}[{colour}]{Markup.Escape(Text(text))}[/]");

    private string Text(Phrase phrase) => phrase.In(language);

    private static string ColourOf(ClaimResult claim) => claim switch
    {
        { AsDocumented: false } => "red bold",
        { Found: ClaimVerdict.Holds } => "green",
        { Found: ClaimVerdict.HoldsOnlyIf } => "yellow",
        _ => "red",
    };
}
