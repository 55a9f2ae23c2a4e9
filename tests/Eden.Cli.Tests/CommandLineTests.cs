namespace Eden.Cli.Tests;

public class CommandLineTests
{
    [Fact]
    public void Version_is_one_line_with_the_name_and_three_numbers()
    {
        EdenResult result = EdenProcess.Run("--version");

        Assert.Matches(@"^eden \d+\.\d+\.\d+\r?\n$", result.Output);
        Assert.Equal("", result.Error);
        Assert.Equal(0, result.ExitCode);
    }

    [Theory]
    [InlineData()]
    [InlineData("--help")]
    [InlineData("compare", "--help")]
    public void Help_shows_usage_and_examples(params string[] arguments)
    {
        EdenResult result = EdenProcess.Run(arguments);

        Assert.Contains("Usage:", result.Output, StringComparison.Ordinal);
        Assert.Contains("Examples:\n  eden compare", result.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Equal("", result.Error);
        Assert.Equal(0, result.ExitCode);
    }

    [Theory]
    [InlineData("see 'eden --help'", "frobnicate")]
    [InlineData("see 'eden --help'", "--frobnicate")]
    [InlineData("see 'eden compare --help'", "compare", "--frobnicate")]
    [InlineData("see 'eden compare --help'", "compare", "frobnicate")]
    public void Unknown_arguments_are_refused(string mention, params string[] arguments) =>
        EdenProcess.Run(arguments).AssertRefused("frobnicate", mention);
}
