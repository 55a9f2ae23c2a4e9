using System.Text.RegularExpressions;

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

    [Fact]
    public void Help_of_the_program_says_what_exit_codes_mean()
    {
        string help = EdenProcess.Run("--help").Output.ReplaceLineEndings("\n");

        Assert.EndsWith("Exit codes:\n  0    good\n  1    a check failed, or a training diverged\n  2    bad usage or input, or an output that cannot be written\n  70   a fault of Eden's own\n  130  interrupted\n", help, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("train", "Data: Model: Optimizer: Schedule: Run: Files: Examples:")]
    [InlineData("sweep", "Maps: Data: Model: Optimizer: Schedule: Run: Files: Examples:")]
    public void Help_of_many_options_has_headings(string verb, string headings)
    {
        string[] lines = EdenProcess.Run(verb, "--help").Output.ReplaceLineEndings("\n").Split('\n');

        Assert.Equal(["Description:", "Usage:", .. headings.Split(' ')], lines.Where(line => line.Length > 0 && line[0] != ' '));
        Assert.Equal("Data:", lines[Array.FindIndex(lines, line => line.StartsWith("  --data <source>", StringComparison.Ordinal)) - 1]);
        Assert.Contains(lines, line => line.StartsWith("  --epochs <count> ", StringComparison.Ordinal));
        Assert.Contains("--warmup <length> Linear warm-up before the schedule: a share of the training below 1, a number of steps from 1 on", string.Join(' ', lines.SelectMany(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))), StringComparison.Ordinal);
    }

    // Not report, which names the --json of the others.
    [Theory]
    [InlineData]
    [InlineData("compare")]
    [InlineData("verify")]
    [InlineData("train")]
    [InlineData("sweep")]
    [InlineData("claims")]
    [InlineData("bench")]
    [InlineData("checkpoint")]
    [InlineData("checkpoint", "inspect")]
    [InlineData("checkpoint", "convert")]
    [InlineData("checkpoint", "diff")]
    public void Help_names_no_option_that_the_verb_does_not_have(params string[] verb)
    {
        string[] lines = EdenProcess.Run([.. verb, "--help"]).Output.ReplaceLineEndings("\n").Split('\n').TakeWhile(line => line != "Examples:").ToArray();
        string[] options = [.. lines.Where(line => line.StartsWith("  -", StringComparison.Ordinal)).Select(line => Options(line).First())];

        Assert.Empty(lines.SelectMany(Options).Except(options));

        static IEnumerable<string> Options(string line) => Regex.Matches(line, "(?<![\\w-])--[a-z][a-z0-9-]*").Select(match => match.Value);
    }

    [Theory]
    [InlineData("see 'eden --help'", "frobnicate")]
    [InlineData("see 'eden --help'", "--frobnicate")]
    [InlineData("see 'eden compare --help'", "compare", "--frobnicate")]
    [InlineData("see 'eden compare --help'", "compare", "frobnicate")]
    public void Unknown_arguments_are_refused(string mention, params string[] arguments) =>
        EdenProcess.Run(arguments).AssertRefused("frobnicate", mention);
}
