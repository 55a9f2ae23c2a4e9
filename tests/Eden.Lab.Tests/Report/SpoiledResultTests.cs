using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Eden.Lab.Bench;
using Eden.Lab.Claims;
using Eden.Lab.Comparison;
using Eden.Lab.Data;
using Eden.Lab.Models;
using Eden.Lab.Recordings;
using Eden.Lab.Report;
using Eden.Lab.Sweeps;
using Eden.Lab.Training;
using Eden.Lab.Verification;
using Eden.Testing;

namespace Eden.Lab.Tests.Report;

/// <summary>Results of every kind with each member in turn taken out or made something else: a page, or one line in words of the
/// document.</summary>
public sealed partial class SpoiledResultTests : IDisposable
{
    private static readonly Dictionary<string, string> Documents = new()
    {
        ["compare"] = JsonSerializer.Serialize(ArticleExperiment.Run(new ComparisonConfig { Epochs = 2 }), ResultTypes.Comparison),
        ["claims"] = JsonSerializer.Serialize(ArticleClaims.Run(new ClaimsConfig { Claims = [1, 6] }), ResultTypes.Claims),
        ["verify"] = JsonSerializer.Serialize(Verify("trace-adamw-defaults-f32.json"), ResultTypes.Verification),
        ["bench"] = JsonSerializer.Serialize(new BenchResult(RunStamp.Take(), "x", 2, "1.13", [new BenchRow("x", ElementType.Bits32, 1, 1, 1000, 5, 2e-7, 1e-7) { TorchSeconds = 1 }]), ResultTypes.Bench),
        ["train"] = JsonSerializer.Serialize(Trainer.Run(new TrainingConfig { Epochs = 2, Data = new DataConfig { ValidationShare = 0.1 }, Schedule = new ScheduleConfig { Name = "multi-step", Milestones = [0.5] } }), ResultTypes.Training),
        ["sweep"] = JsonSerializer.Serialize(Sweep(), ResultTypes.Sweep),
    };

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Kinds => [.. Documents.Keys];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_member_that_is_missing_is_named(string kind)
    {
        int refused = 0;
        foreach (string path in PathsOf(JsonNode.Parse(Documents[kind])!).Where(path => !path.EndsWith(']') && path != "format"))
        {
            JsonNode document = JsonNode.Parse(Documents[kind])!;
            (JsonNode parent, string name) = Find(document, path);
            parent.AsObject().Remove(name);
            if (Refusal(document.ToJsonString()) is string message)
            {
                refused++;
                Assert.Equal($"{_folder.PathTo("x.json")}: is not a result of eden {kind}: it has no '{path}'", message);
            }
        }

        Assert.True(refused > 8, $"{refused}");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_value_of_another_kind_is_refused_in_words_of_the_document(string kind)
    {
        string[] others = ["null", "true", "7", "-1", "1.5", "1e999", "4294967296", "\"text\"", "\"NaN\"", "[]", "[null]", "{}", "[[[[7]]]]"];
        foreach (string path in PathsOf(JsonNode.Parse(Documents[kind])!))
        {
            foreach (string other in others)
            {
                JsonNode document = JsonNode.Parse(Documents[kind])!;
                (JsonNode parent, string name) = Find(document, path);
                if (parent is JsonArray items)
                {
                    items[int.Parse(name, CultureInfo.InvariantCulture)] = "here";
                }
                else
                {
                    parent[name] = "here";
                }

                _ = Refusal(document.ToJsonString().Replace("\"here\"", other, StringComparison.Ordinal));
            }
        }
    }

    [Theory]
    [InlineData("compare", "\"epoch\": 2", "\"epoch\": 2.5", "it has 2.5 at 'verdicts[1].epoch'; it must be a whole number from -2147483648 to 2147483647")]
    [InlineData("compare", "\"origin\": ", "\"origin\": 7, \"was\": ", "it has 7 at 'origin'; it must be a text")]
    [InlineData("train", "\"outcome\": \"completed\"", "\"outcome\": \"done\"", "it has \"done\" at 'outcome'; it must be completed or stopped-early or diverged")]
    [InlineData("train", "\"outcome\": \"completed\"", "\"outcome\": 1", "it has 1 at 'outcome'; it must be completed or stopped-early or diverged")]
    [InlineData("train", "\"testShare\": 0.2", "\"testShare\": 1e999", "it has 1e999 at 'config.data.testShare'; it must be a number")]
    [InlineData("train", "\"testShare\": 0.2", "\"testShare\": \"nan\"", "it has \"nan\" at 'config.data.testShare'; it must be a number")]
    [InlineData("train", "\"seed\": 0", "\"seed\": -1", "it has -1 at 'config.seed'; it must be a whole number from 0 to 18446744073709551615")]
    [InlineData("train", "\"seed\": 0", "\"seed\": 0, \"seed\": 1", "it has 'config.seed' twice")]
    [InlineData("train", "\"seed\": 0", "\"seed\": {\"seed\": 0}", "it has an object at 'config.seed'; it must be a whole number from 0 to 18446744073709551615")]
    [InlineData("train", "\"milestones\": [", "\"milestones\": [null,", "it has null at 'config.schedule.milestones[0]'; it must be a number")]
    [InlineData("train", "\"dataName\": \"digits\"", "\"dataName\": \"\\ud800\"", "it has \"\\ud800\" at 'dataName'; it must be a text")]
    [InlineData("sweep", "\"dataName\": \"digits\"", "\"dataName\": null", "it has null at 'dataName'; it must be a text")]
    public void What_is_wrong_is_said_with_its_place(string kind, string old, string spoiled, string expected)
    {
        Assert.Contains(old, Documents[kind], StringComparison.Ordinal);
        int place = Documents[kind].IndexOf(old, StringComparison.Ordinal);
        Assert.Equal($"{_folder.PathTo("x.json")}: is not a result of eden {kind}: {expected}", Refusal(Documents[kind].Remove(place, old.Length).Insert(place, spoiled)));
    }

    [Fact]
    public void What_is_no_JSON_is_refused_with_its_place()
    {
        Assert.Equal($"{_folder.PathTo("x.json")}: is not a result of eden: it is no JSON at line 2, byte 3", Refusal("{\n  not json\n}"));
        Assert.Equal($"{_folder.PathTo("x.json")}: is not a result of eden: it is no JSON at byte 65", Refusal(new string('[', 200)));
        Assert.Equal($"{_folder.PathTo("x.json")}: is empty: it holds nothing but blanks", Refusal("\n \n"));
    }

    [Fact]
    public void A_mark_of_the_encoding_before_the_text_is_passed_over() =>
        Assert.Null(Refusal($"\uFEFF{Documents["bench"]}"));

    [GeneratedRegex(@"System\.|Eden\.Lab|Exception|`\d|Nullable|IReadOnly|Int32|Int64|Path: \$|LineNumber|converter|deserializ", RegexOptions.IgnoreCase)]
    private static partial Regex NamesOfTypes { get; }

    /// <summary>The message for a document; <see langword="null"/> where it is drawn.</summary>
    private string? Refusal(string content)
    {
        string path = _folder.Write("x.json", content);
        try
        {
            PageWriter page = new(Language.English);
            ResultDocument.Read(path).Write(page, 0, hasHeading: false);
            using Utf8JsonWriter json = new(Stream.Null);
            json.WriteStartArray();
            foreach (IPlot plot in page.Plots)
            {
                json.WriteStartObject();
                plot.Write(json, Language.English);
                json.WriteEndObject();
            }

            return null;
        }
        catch (InputException exception)
        {
            Assert.DoesNotContain('\n', exception.Message);
            Assert.DoesNotMatch(NamesOfTypes, exception.Message);
            return exception.Message;
        }
    }

    /// <summary>The place of every member and of the first two items of every list.</summary>
    private static IEnumerable<string> PathsOf(JsonNode? node, string path = "")
    {
        IEnumerable<(string Path, JsonNode? Node)> children = node switch
        {
            JsonObject members => members.Select(member => (path.Length == 0 ? member.Key : $"{path}.{member.Key}", member.Value)),
            JsonArray items => items.Take(2).Select((item, index) => ($"{path}[{index}]", item)),
            _ => [],
        };
        return children.SelectMany(child => PathsOf(child.Node, child.Path).Prepend(child.Path));
    }

    private static (JsonNode Parent, string Name) Find(JsonNode root, string path)
    {
        string[] steps = [.. path.Replace("]", "", StringComparison.Ordinal).Split('.', '[')];
        JsonNode node = root;
        foreach (string step in steps[..^1])
        {
            node = node is JsonArray items ? items[int.Parse(step, CultureInfo.InvariantCulture)]! : node[step]!;
        }

        return (node, steps[^1]);
    }

    private static VerificationReport Verify(string name) => new()
    {
        Stamp = RunStamp.Take(),
        ToleranceUnits = Agreement.DefaultUnits,
        Results = [RecordingVerifier.Verify(RecordingFile.Read(Repository.PathTo("tests", "golden", name)))],
        Errors = ["x"],
    };

    private static SweepResult Sweep()
    {
        using TemporaryFolder folder = new();
        SweepConfig config = SweepConfig.Digits with
        {
            Training = SweepConfig.Digits.Training with { Epochs = 1, EvaluateEvery = 1, Model = new ModelConfig { Hidden = [] }, Data = new DataConfig { ValidationShare = 0.2 } },
            Arms = [new SweepArm { Name = "adamw", Decay = new SweepAxis(0.1, 1, 2) }],
            LearningRate = new SweepAxis(1e-3, 1e-1, 2),
            Seeds = 2,
        };
        return Sweeper.Run(config, folder.PathTo("runs.jsonl"), threads: 1);
    }
}
