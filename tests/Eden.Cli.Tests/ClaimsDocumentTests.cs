using System.Globalization;
using System.Text.RegularExpressions;
using Eden.Cli.Tests.Documentation;

namespace Eden.Cli.Tests;

/// <summary>What docs/claims.md shows is what <c>eden claims</c> prints.</summary>
public sealed partial class ClaimsDocumentTests
{
    /// <summary>Another processor adds up in another order: a figure may move by this much of itself, a rounding error by more, and
    /// a mean of trainings by its interval.</summary>
    private const double Relative = 0.05;
    private const double RoundingError = 1e-5;
    private const double RoundingFactor = 20;
    private const double Percent = 1.5;

    [Theory]
    [InlineData("claims.md", "en")]
    [InlineData("claims.zh-CN.md", "zh")]
    public void Every_line_shown_is_printed_there_with_the_same_figures(string document, string language)
    {
        string[] shown = [.. Pages.Blocks($"docs/{document}").Where(block => block.Language == "text").SelectMany(block => block.Lines).Where(line => line.Length > 0)];
        EdenResult result = EdenProcess.Run("claims", "--lang", language);
        string[] printed = result.Output.ReplaceLineEndings("\n").Split('\n');

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.True(shown.Length > 60);
        int place = 0;
        foreach (string line in shown)
        {
            int found = Array.FindIndex(printed, place, candidate => Agree(line, candidate));
            Assert.True(found >= 0, $"{document} shows a line that eden claims does not print there: {line}");
            place = found + 1;
        }
    }

    [Theory]
    [InlineData("a 1.00 b", "a 1.02 b", true)]
    [InlineData("a 1.00 b", "a 1.20 b", false)]
    [InlineData("a 3e-8", "a 1e-8", true)]
    [InlineData("a 3e-4", "a 1e-4", false)]
    [InlineData("98.1 ± 0.6", "97.8 ± 0.9", true)]
    [InlineData("a 1", "b 1", false)]
    [InlineData("holds", "false", false)]
    public void Lines_agree_where_their_words_do_and_their_figures_nearly(string shown, string printed, bool expected) =>
        Assert.Equal(expected, Agree(shown, printed));

    private static bool Agree(string shown, string printed)
    {
        if (Words(shown) != Words(printed))
        {
            return false;
        }

        bool isOfTrainings = shown.Contains('±', StringComparison.Ordinal);
        return Numbers(shown).Zip(Numbers(printed)).All(pair => Near(pair.First, pair.Second, isOfTrainings));
    }

    private static bool Near(double shown, double printed, bool isOfTrainings)
    {
        double larger = Math.Max(Math.Abs(shown), Math.Abs(printed));
        double apart = Math.Abs(shown - printed);
        return apart <= Relative * larger
            || (larger < RoundingError && larger <= RoundingFactor * Math.Min(Math.Abs(shown), Math.Abs(printed)))
            || (isOfTrainings && apart <= Percent);
    }

    private static string Words(string line) => Blanks().Replace(Number().Replace(line, "#"), " ");

    private static IEnumerable<double> Numbers(string line) => Number().Matches(line).Select(match => double.Parse(match.Value, CultureInfo.InvariantCulture));

    [GeneratedRegex(@"(?<![\w.])-?\d+(\.\d+)?(e[+-]?\d+)?")]
    private static partial Regex Number();

    [GeneratedRegex(" +")]
    private static partial Regex Blanks();
}
