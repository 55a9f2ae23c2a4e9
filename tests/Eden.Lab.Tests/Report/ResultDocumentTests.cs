using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Eden.Lab.Claims;
using Eden.Lab.Comparison;
using Eden.Lab.Report;
using Eden.Lab.Training;

namespace Eden.Lab.Tests.Report;

public sealed class ResultDocumentTests : IDisposable
{
    private static readonly ComparisonResult Comparison = ArticleExperiment.Run(new ComparisonConfig());

    private readonly string _folder = Directory.CreateTempSubdirectory("eden-report").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_result_that_was_written_is_drawn_as_the_one_that_was_made()
    {
        string file = Write("compare.json", JsonSerializer.Serialize(Comparison, ResultTypes.Comparison));

        Assert.Equal(Draw(ResultDocument.Of(Comparison, file)), Draw(ResultDocument.Read(file)));
    }

    [Fact]
    public void A_byte_order_mark_in_front_does_not_count()
    {
        string file = Path.Combine(_folder, "marked.json");
        File.WriteAllText(file, JsonSerializer.Serialize(Comparison, ResultTypes.Comparison), Encoding.UTF8);

        Assert.Equal(Draw(ResultDocument.Of(Comparison, file)), Draw(ResultDocument.Read(file)));
    }

    [Fact]
    public void Of_lines_the_last_one_is_the_result()
    {
        TrainingResult training = Trainer.Run(new TrainingConfig { Epochs = 1 }, cancellation: TestContext.Current.CancellationToken);
        string result = JsonNode.Parse(JsonSerializer.Serialize(training, ResultTypes.Training))!.ToJsonString();
        string file = Write("train.jsonl", $"{{\"format\":\"eden-train-epoch/1\",\"epoch\":{{}}}}\n{result}\n");

        Assert.Equal(Draw(ResultDocument.Of(training, file)), Draw(ResultDocument.Read(file)));
    }

    [Fact]
    public void Warnings_of_the_data_are_on_the_page()
    {
        TrainingResult training = Trainer.Run(new TrainingConfig { Epochs = 1 }, cancellation: TestContext.Current.CancellationToken);
        ClaimsResult claims = ArticleClaims.Run(new ClaimsConfig { Claims = [6] }, cancellation: TestContext.Current.CancellationToken);
        foreach (ResultDocument document in new[] { ResultDocument.Of(training with { Warnings = ["a < b"] }, "x"), ResultDocument.Of(claims with { Warnings = ["a < b"] }, "x") })
        {
            Assert.Contains("<p class=\"half\">Warning: a &lt; b</p>", Draw(document), StringComparison.Ordinal);
        }

        Assert.DoesNotContain("Warning", Draw(ResultDocument.Of(training, "x")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_training_shows_validation_where_there_is_some_and_names_no_best_epoch_of_the_test()
    {
        TrainingConfig config = new() { Epochs = 3, Optimizer = new OptimizerConfig().With("lr", 0.1) };
        TrainingResult validated = Trainer.Run(config with { Data = new() { ValidationShare = 0.2 } }, cancellation: TestContext.Current.CancellationToken);
        TrainingResult plain = Trainer.Run(config, cancellation: TestContext.Current.CancellationToken);

        string page = Draw(ResultDocument.Of(validated, "x"));
        Assert.Contains(TrainingWords.Numbers(validated).English, page, StringComparison.Ordinal);
        Assert.Contains($"<td class=\"good\" data-column=\"validation loss\">{PageWriter.Number(validated.Epochs[validated.BestEpoch!.Value - 1].ValidationLoss)}</td>", page, StringComparison.Ordinal);
        Assert.All(validated.Epochs, epoch => Assert.Contains($"<td class=\"\" data-column=\"validation accuracy\">{PageWriter.Percent(epoch.ValidationAccuracy)}</td>", page, StringComparison.Ordinal));
        Assert.DoesNotContain("best", Draw(ResultDocument.Of(plain, "x")), StringComparison.Ordinal);
        Assert.DoesNotContain("validat", Draw(ResultDocument.Of(plain, "x")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_training_from_before_there_was_validation_in_results_is_drawn()
    {
        TrainingResult result = Trainer.Run(new TrainingConfig { Epochs = 1 }, cancellation: TestContext.Current.CancellationToken);
        JsonNode record = JsonNode.Parse(JsonSerializer.Serialize(result, ResultTypes.Training))!;
        foreach (string member in (string[])["validationSamples", "bestEpoch", "earlierPlans", "warnings"])
        {
            record.AsObject().Remove(member);
        }

        string file = Write("old.json", record.ToJsonString());
        Assert.Equal(Draw(ResultDocument.Of(result, file)), Draw(ResultDocument.Read(file)));
    }

    [Fact]
    public void A_folder_gives_its_results_by_name_and_passes_over_other_files()
    {
        string json = JsonSerializer.Serialize(Comparison, ResultTypes.Comparison);
        string second = Write("b.json", json);
        string first = Write("a.json", json);
        Write("notes.txt", "x");
        Write("other.json", "{\"format\":\"optimizer-trace/1\"}");
        Write("broken.json", "{");

        List<string> leftOut = [];
        Assert.Equal([first, second], ResultDocument.ReadFolder(_folder, leftOut.Add).Select(document => document.Name));
        Assert.Equal(
            [$"{Path.Combine(_folder, "broken.json")}: is cut off: it ends in the middle of its JSON", $"{Path.Combine(_folder, "other.json")}: has the format 'optimizer-trace/1', which no result of eden has"],
            leftOut);
    }

    [Fact]
    public void A_folder_without_results_is_refused() =>
        Assert.Contains("it holds no result of eden", Assert.Throws<InputException>(() => ResultDocument.ReadFolder(_folder)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("is empty", "")]
    [InlineData("is cut off: it ends in the middle of its JSON", "{")]
    [InlineData("is cut off: it ends in the middle of its JSON", "{\"format\": \"eden-comparison/1\", \"epochs\": [1, 2")]
    [InlineData("is damaged: line 1 is not an epoch of a training: it has no 'epoch'", "{\"format\": \"eden-train-epoch/1\"}\n")]
    [InlineData("is not a result of eden", "not json")]
    [InlineData("it has no format", "[]")]
    [InlineData("it has no format", "{}")]
    [InlineData("it has no format", "{\"a\": 1}\n{\"a\": 2}\n")]
    [InlineData("it has no format", "{\"run\": 1}\n{\"run\": 2}\n{\"ru")]
    [InlineData("it has no format", "{\"format\": 1}")]
    [InlineData("has the format 'eden-comparison/9'", "{\"format\": \"eden-comparison/9\"}")]
    [InlineData("has the format 'a\\u000ab'", "{\"format\": \"a\\nb\"}")]
    [InlineData("is not a result of eden", "{\"format\": \"\\ud800\"}")]
    [InlineData("is not a result of eden", "{\"format\": \"eden-comparison/1\"}")]
    [InlineData("is not a result of eden", "{\"format\": \"eden-claims/1\", \"claims\": 7}")]
    public void A_file_that_holds_no_result_is_refused_in_one_line(string reason, string content)
    {
        string file = Write("x.json", content);

        string message = Assert.Throws<InputException>(() => ResultDocument.Read(file)).Message;

        Assert.StartsWith($"{file}: ", message, StringComparison.Ordinal);
        Assert.Contains(reason, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void A_device_is_refused_unread_past_a_link_too()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such files");
        string link = Path.Combine(_folder, "zero.json");
        File.CreateSymbolicLink(link, "/dev/zero");

        Assert.EndsWith("is empty or not a regular file; a pipe must be written to a file first", Assert.Throws<InputException>(() => ResultDocument.Read(link)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_is_refused() =>
        Assert.EndsWith("there is no such file", Assert.Throws<InputException>(() => ResultDocument.Read(Path.Combine(_folder, "none.json"))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("models")]
    [InlineData("initial")]
    [InlineData("inputs")]
    [InlineData("verdicts")]
    [InlineData("stamp")]
    [InlineData("config")]
    public void A_member_that_is_null_is_refused(string member)
    {
        JsonNode record = JsonNode.Parse(JsonSerializer.Serialize(Comparison, ResultTypes.Comparison))!;
        record[member] = null;

        Assert.Contains("is not a result of eden", Assert.Throws<InputException>(() => ResultDocument.Read(Write("x.json", record.ToJsonString()))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_result_whose_lists_do_not_fit_each_other_is_refused()
    {
        JsonNode record = JsonNode.Parse(JsonSerializer.Serialize(Comparison, ResultTypes.Comparison))!;
        record["models"]![1]!["steps"]![1]!["weight"] = new JsonArray(1.0);
        ResultDocument document = ResultDocument.Read(Write("x.json", record.ToJsonString()));

        Assert.Contains("contradicts itself", Assert.Throws<InputException>(() => Draw(document)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_that_holds_null_is_refused()
    {
        JsonNode record = JsonNode.Parse(JsonSerializer.Serialize(Comparison, ResultTypes.Comparison))!;
        record["models"]![0] = null;

        Assert.EndsWith("is not a result of eden compare: it has null at 'models[0]'; it must be an object", Assert.Throws<InputException>(() => ResultDocument.Read(Write("x.json", record.ToJsonString()))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Markup_in_names_comes_out_as_text()
    {
        ComparisonResult result = Comparison with { Origin = "<script>alert(1)</script>", Models = [Comparison.Models[0] with { Name = "</script><script>\u0007\"'&" }] };

        string body = Draw(ResultDocument.Of(result, "<b>\n"));

        Assert.DoesNotContain("<script>", body, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("&lt;/script&gt;&lt;script&gt;\\u0007&quot;&#39;&amp;", body, StringComparison.Ordinal);
    }

    [Fact]
    public void A_record_that_has_no_page_is_refused() =>
        Assert.Throws<ArgumentException>(() => ResultDocument.Of("text", "x"));

    [Fact]
    public void The_page_is_the_same_for_the_same_result_and_fetches_nothing()
    {
        string page = Page();

        Assert.Equal(page, Page());
        Assert.StartsWith("<!doctype html>\n<html lang=\"en\">", page, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", page, StringComparison.Ordinal);
        Assert.DoesNotContain(" src=", page[..page.IndexOf("<script type", StringComparison.Ordinal)], StringComparison.Ordinal);

        static string Page()
        {
            using MemoryStream stream = new();
            HtmlReport.Write(stream, [ResultDocument.Of(Comparison, "x")]);
            return Encoding.UTF8.GetString(stream.ToArray());
        }
    }

    private static string Draw(ResultDocument document)
    {
        PageWriter page = new(Language.English);
        document.Write(page, 0, hasHeading: true);
        return page.Body.ToString();
    }

    private string Write(string name, string content)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, content);
        return path;
    }
}
