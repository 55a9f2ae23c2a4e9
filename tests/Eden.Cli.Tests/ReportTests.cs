using System.Text.Json;

namespace Eden.Cli.Tests;

public sealed class ReportTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("eden-report").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("compare")]
    [InlineData("compare", "--seed", "3", "--epochs", "2")]
    [InlineData("claims", "--claim", "6", "--lang", "zh")]
    [InlineData("train", "--epochs", "1")]
    public void A_verb_draws_the_page_that_report_draws_of_its_json(params string[] command)
    {
        string json = PathOf("result.json");
        string page = PathOf("page.html");
        string report = PathOf("report.html");

        Assert.Equal((0, ""), OutcomeOf(EdenProcess.Run([.. command, "--json", json, "--html", page])));
        EdenResult drawn = EdenProcess.Run(["report", json, "--html", report, .. command.SkipWhile(word => word != "--lang")]);

        Assert.Equal((0, ""), OutcomeOf(drawn));
        Assert.Equal($"1 result in {report}{Environment.NewLine}", drawn.Output);
        Assert.Equal(File.ReadAllText(page), File.ReadAllText(report));
    }

    [Fact]
    public void The_command_of_a_result_is_the_one_that_was_given_without_its_files()
    {
        string json = PathOf("result.json");

        _ = EdenProcess.Run("compare", "--html", PathOf("x.html"), "--lr", "0.05", "--betas=0.8,0.99", "--json", json);

        Assert.Equal("eden compare --lr 0.05 --betas 0.8,0.99", JsonDocument.Parse(File.ReadAllText(json)).RootElement.GetProperty("stamp").GetProperty("command").GetString());
    }

    [Fact]
    public void A_folder_of_results_becomes_one_page()
    {
        _ = EdenProcess.Run("compare", "--json", PathOf("compare.json"));
        _ = EdenProcess.Run("claims", "--claim", "6", "--json", PathOf("claims.json"));
        string page = PathOf("all.html");

        EdenResult result = EdenProcess.Run("report", _folder, "--html", page);

        Assert.Equal((0, ""), OutcomeOf(result));
        Assert.Equal($"2 results in {page}{Environment.NewLine}", result.Output);
        Assert.Contains("compare.json", File.ReadAllText(page), StringComparison.Ordinal);
    }

    [Fact]
    public void A_training_and_a_sweep_that_were_stopped_are_drawn_and_marked()
    {
        string log = PathOf("run.jsonl");
        string runs = PathOf("runs.jsonl");
        string page = PathOf("all.html");
        Assert.Equal(0, EdenProcess.Run("train", "--epochs", "4", "--json", log).ExitCode);
        Assert.Equal(0, EdenProcess.Run("sweep", "--model", "logistic", "--epochs", "1", "--lr", "1e-3..1e-1:2", "--l2", "1e-3..1e-1:2", "--weight-decay", "1e-2..1:2", "--seeds", "1", "--file", runs).ExitCode);
        File.WriteAllText(log, string.Join('\n', File.ReadAllLines(log)[..2]) + "\n{\"format\":\"eden-tr");
        File.WriteAllText(runs, string.Join('\n', File.ReadAllLines(runs)[..4]) + "\n");

        EdenResult result = EdenProcess.Run("report", log, runs, "--html", page);

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(
            $"eden: {log}: unfinished: stopped after epoch 2 of 4; eden train --resume continues from its checkpoint; the truncated last line is ignored\n" +
            $"eden: {runs}: unfinished: 3 of 8 runs; the same eden sweep command resumes\n",
            result.Error.ReplaceLineEndings("\n"));
        Assert.Contains("stopped after epoch 2 of 4", File.ReadAllText(page), StringComparison.Ordinal);
        Assert.Contains("3 of 8 runs", File.ReadAllText(page), StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_that_cannot_be_written_is_refused_before_the_run()
    {
        EdenProcess.Run("claims", "--html", Path.Combine(_folder, "missing", "page.html")).AssertRefused("cannot write", "missing");
        EdenProcess.Run("compare", "--html", "").AssertRefused("--html is empty; give a value, or remove the option");
        EdenProcess.Run("report", PathOf("x.json"), "--html", _folder).AssertRefused("is a directory");
    }

    [Fact]
    public void A_bad_result_leaves_no_page()
    {
        string page = PathOf("page.html");
        File.WriteAllText(PathOf("x.json"), "{}");

        EdenProcess.Run("report", PathOf("x.json"), "--html", page).AssertRefused("x.json: is not a result of eden");
        EdenProcess.Run("report", PathOf("none.json"), "--html", page).AssertRefused("none.json: there is no such file");
        Assert.Equal([PathOf("x.json")], Directory.GetFiles(_folder));
    }

    [Theory]
    [InlineData("unknown option '--frobnicate'; see 'eden report --help'; for a file of that name write ./--frobnicate", "--frobnicate", "--html", "x.html")]
    [InlineData("--html", "x.json")]
    [InlineData("result", "--html", "x.html")]
    public void Wrong_use_is_one_line_and_points_to_the_help(string mention, params string[] arguments) =>
        EdenProcess.Run(["report", .. arguments]).AssertRefused(mention, "see 'eden report --help'");

    private static (int ExitCode, string Error) OutcomeOf(EdenResult result) => (result.ExitCode, result.Error);

    private string PathOf(string name) => Path.Combine(_folder, name);
}
