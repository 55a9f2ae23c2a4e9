using Eden.Cli.Tests.Documentation;

namespace Eden.Cli.Tests;

public sealed class ReadmeTests
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

        Assert.True(shown.Length > 10);
    }
}
