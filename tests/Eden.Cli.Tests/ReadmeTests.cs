using System.Globalization;
using System.Text.RegularExpressions;
using Eden.Cli.Tests.Documentation;
using Eden.Testing;

namespace Eden.Cli.Tests;

public sealed partial class ReadmeTests
{
    [Theory]
    [InlineData("README.md")]
    [InlineData("README.zh-CN.md")]
    public void What_the_readme_shows_of_compare_is_what_it_prints(string readme)
    {
        string[] shown = [.. Pages.Blocks(readme).First(block => block.Language == "text").Lines.Where(line => line != "…")];
        string[] printed = EdenProcess.Run("compare").Output.Split('\n');

        int place = 0;
        foreach (string line in shown)
        {
            int found = Array.IndexOf(printed, line, place);
            Assert.True(found >= 0, $"{readme} shows a line that eden compare does not print there: {line}");
            place = found + 1;
        }

        Assert.True(shown.Length > 6);
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("README.zh-CN.md")]
    public void What_the_readme_says_of_recordings_is_what_verify_prints(string readme)
    {
        string[] files = [.. Directory.EnumerateFiles(Repository.PathTo("tests", "golden"), "trace-*.json"), .. Directory.EnumerateFiles(Repository.PathTo("tests", "golden-trace2"), "*.json")];
        string printed = EdenProcess.Run(["verify", .. files]).Output;
        double most = Percentages().Matches(printed).Max(match => double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture));

        Assert.EndsWith($"{files.Length} recordings: {files.Length} pass", printed.TrimEnd(), StringComparison.Ordinal);
        Assert.Contains($" {files.Length} ", Pages.Text(readme), StringComparison.Ordinal);
        Assert.Contains($" {Math.Ceiling(most)} %", Pages.Text(readme), StringComparison.Ordinal);
    }

    [GeneratedRegex(@"([0-9.]+) %")]
    private static partial Regex Percentages();
}
