using System.Text.Json;
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

        Assert.EndsWith("Exit codes:\n  0    good\n  1    a check failed, or a training diverged\n  2    bad usage or input, or an output that cannot be written\n  70   a fault in Eden\n  130  stopped by Ctrl-C or SIGTERM; a second signal ends it at once\n", help, StringComparison.Ordinal);
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
        Assert.Contains("--warmup <length> Linear warm-up before the schedule: below 1 a share of the training, from 1 on a number of steps", string.Join(' ', lines.SelectMany(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))), StringComparison.Ordinal);
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
    [InlineData("help")]
    [InlineData("help train", "train", "--help")]
    [InlineData("help checkpoint diff", "checkpoint", "diff", "--help")]
    [InlineData("checkpoint help diff", "checkpoint", "diff", "--help")]
    [InlineData("checkpoint help", "checkpoint", "--help")]
    [InlineData("help help", "--help")]
    public void Help_is_a_command_too(string command, params string[] option) =>
        Assert.Equal(EdenProcess.Run(option), EdenProcess.Run(command.Split(' ')));

    [Theory]
    [InlineData("trian", "unknown command 'trian' (did you mean train?); commands: compare, verify, train, sweep, claims, bench, checkpoint, report, playground, help; see 'eden --help'")]
    [InlineData("Train --epochs 2", "unknown command 'Train' (did you mean train?); commands: compare, verify, train, sweep, claims, bench, checkpoint, report, playground, help; see 'eden --help'")]
    [InlineData("help trian", "unknown command 'trian' (did you mean train?); commands: compare, verify, train, sweep, claims, bench, checkpoint, report, playground, help; see 'eden --help'")]
    [InlineData("checkpoint inspct", "unknown command 'inspct' (did you mean inspect?); commands: inspect, convert, diff, help; see 'eden checkpoint --help'")]
    [InlineData("train --optimzer=adam", "unknown option '--optimzer' (did you mean --optimizer?); see 'eden train --help'")]
    [InlineData("train -lr 3", "unknown option '-lr' (did you mean --lr?); see 'eden train --help'")]
    [InlineData("train optimizer adam", "unknown argument 'optimizer' (did you mean --optimizer?); see 'eden train --help'")]
    [InlineData("checkpoint inspect --jsn x.pt", "unknown option '--jsn' (did you mean --json?); see 'eden checkpoint inspect --help'; for a file of that name write ./--jsn")]
    [InlineData("verify --strct x.json", "unknown option '--strct' (did you mean --strict?); see 'eden verify --help'; for a file of that name write ./--strct")]
    [InlineData("train --optimizer adamq", "--optimizer is 'adamq' (did you mean adamw or adam?); it must be adamw, adam, sgd, nadam, radam, adamax, adagrad, rmsprop, sparse-adam, adadelta, rprop, asgd, lion, adafactor, lamb, adopt, adan, ademamix, muon, schedule-free-adamw, schedule-free-sgd or schedule-free-radam")]
    [InlineData("train --activation reul", "--activation is 'reul' (did you mean relu?); it must be relu, tanh or gelu; see 'eden train --help'")]
    [InlineData("train --model logistc", "--model is 'logistc' (did you mean logistic?); it must be logistic or widths like 128 or 256,128; see 'eden train --help'")]
    [InlineData("train --data digist", "there are no data 'digist' (did you mean digits?); it must be 'digits', 'fashion-mnist', a folder of IDX files or a CSV file")]
    [InlineData("sweep --preset papr", "--preset is 'papr' (did you mean paper?); it must be digits or paper; see 'eden sweep --help'")]
    public void Unknown_words_are_answered_with_those_that_are_near_and_those_that_there_are(string command, string error) =>
        Assert.Equal(new EdenResult(2, "", $"eden: {error}\n"), EdenProcess.Run(command.Split(' ')));

    [Fact]
    public void Names_are_taken_in_any_case_and_with_hyphens_or_without()
    {
        string[] lines = EdenProcess.Run("train", "--optimizer", "Adam-W", "--schedule", "OneCycle", "--model", "LOGISTIC", "--dtype", "Float-64", "--data", "Digits", "--epochs", "1", "--json", "-").Output.TrimEnd().Split('\n');

        using JsonDocument result = JsonDocument.Parse(lines[^1]);
        JsonElement config = result.RootElement.GetProperty("config");
        Assert.Equal(
            ("adamw", "one-cycle", 0, "float64", "digits"),
            (Name("optimizer"), Name("schedule"), config.GetProperty("model").GetProperty("hidden").GetArrayLength(), config.GetProperty("elementType").GetString(), config.GetProperty("data").GetProperty("source").GetString()));

        string? Name(string of) => config.GetProperty(of).GetProperty("name").GetString();
    }

    [Theory]
    [InlineData("see 'eden --help'", "frobnicate")]
    [InlineData("see 'eden --help'", "--frobnicate")]
    [InlineData("see 'eden compare --help'", "compare", "--frobnicate")]
    [InlineData("see 'eden compare --help'", "compare", "frobnicate")]
    public void Unknown_arguments_are_refused(string mention, params string[] arguments) =>
        EdenProcess.Run(arguments).AssertRefused("frobnicate", mention);
}
