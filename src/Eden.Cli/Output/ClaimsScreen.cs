using Eden.Lab;
using Eden.Lab.Charts;
using Eden.Lab.Claims;

namespace Eden.Cli.Output;

/// <summary>Draws the result of <c>eden claims</c>; computes nothing.</summary>
internal sealed class ClaimsScreen(Screen screen, Language language)
{
    private const string Margin = "   ";

    /// <summary>What stands before a line of bars below its name.</summary>
    private const string Below = "     ";

    /// <summary>The fewest bars to the right of their name.</summary>
    private const int LeastBars = 20;

    private static readonly Phrase Unexpected = Phrase.Of("NOT as documented");

    public void Draw(ClaimsResult result)
    {
        Phrase title = Phrase.Of("What articles claim about Adam and AdamW, tested");
        screen.Line($"[bold]{Text(title)}[/]");
        screen.Line($"[grey]Eden {result.Stamp.Version}, {Markup.Escape(result.Stamp.Runtime)}, {result.Stamp.Architecture}, lanes {result.Stamp.Lanes}[/]");
        foreach (ClaimResult claim in result.Claims)
        {
            DrawClaim(claim);
        }

        screen.Line();
        int failed = result.Claims.Count(claim => !claim.AsDocumented);
        Phrase outcome = failed > 0 ? Phrase.Of("ClaimsScreen.failed", failed, result.Claims.Count)
            : result.Claims.Count == 1 ? Phrase.Of("The verdict is as documented.")
            : Phrase.Of("All {0} verdicts are as documented.", result.Claims.Count);
        screen.Line($"[{(failed == 0 ? "green" : "red bold")}]{Text(outcome)}[/]");
        if (result.Claims.Count == ArticleClaims.Count)
        {
            screen.Line();
            screen.Line(Markup.Escape(Text(ClaimWords.Advice)));
        }
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
        string text = Text(Phrase.Of("{0}: {1} (the claim needs {2})", check.Quantity, value, need)) + alarm;
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
        Draw("grey", Phrase.Of("ClaimsScreen.Chart", chart.Title, chart.X));
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
