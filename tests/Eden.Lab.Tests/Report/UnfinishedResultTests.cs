using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Eden.Lab.Json;
using Eden.Lab.Models;
using Eden.Lab.Report;
using Eden.Lab.Sweeps;
using Eden.Lab.Training;

namespace Eden.Lab.Tests.Report;

/// <summary>Logs of trainings and files of sweeps that were stopped.</summary>
public sealed class UnfinishedResultTests : IDisposable
{
    private static readonly EpochRecord[] Epochs = [.. Enumerable.Range(1, 3).Select(epoch => new EpochRecord { Epoch = epoch, Steps = epoch, Multiplier = 1, TrainingLoss = 1.0 / epoch, TestLoss = 2.0 / epoch, TestAccuracy = 0.25 * epoch, WeightNorm = epoch })];

    private static readonly string[] Log = [.. Epochs.Select(epoch => JsonNode.Parse(JsonSerializer.Serialize(new EpochLine(10, epoch), ResultTypes.Epoch))!.ToJsonString())];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("", "unfinished: stopped after epoch 3 of 10; eden train --resume continues from its checkpoint")]
    [InlineData("\n", "unfinished: stopped after epoch 3 of 10; eden train --resume continues from its checkpoint")]
    [InlineData("\r\n\r\n", "unfinished: stopped after epoch 3 of 10; eden train --resume continues from its checkpoint")]
    [InlineData("\n{\"format\":\"eden-train-epoch/1\",\"epo", "unfinished: stopped after epoch 3 of 10; eden train --resume continues from its checkpoint; the truncated last line is ignored")]
    [InlineData("\n{", "unfinished: stopped after epoch 3 of 10; eden train --resume continues from its checkpoint; the truncated last line is ignored")]
    public void The_log_of_a_stopped_training_is_drawn_and_marked(string end, string remark)
    {
        ResultDocument document = ResultDocument.Read(_folder.Write("run.jsonl", string.Join('\n', Log) + end));

        Assert.Equal(remark, document.Remark!.English);
        string page = Draw(document);
        Assert.Contains($"<p class=\"verdict half\">{remark}</p>", page, StringComparison.Ordinal);
        Assert.Contains("<p>test accuracy 75.00 %, test loss 0.6667</p>", page, StringComparison.Ordinal);
        Assert.All(Epochs, epoch => Assert.Contains($"<td class=\"\" data-column=\"test loss\">{PageWriter.Number(epoch.TestLoss)}</td>", page, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1, "xx", "line 2 is not an epoch of a training: it is no JSON at byte 1")]
    [InlineData(0, "{\"format\":\"eden-train-epoch/1\",\"epo", "line 1 is not an epoch of a training: it is cut off: it ends in the middle of its JSON")]
    [InlineData(1, "{\"format\":\"eden-train-epoch/1\",\"epochs\":10,\"epoch\":{\"epoch\":2}}", "line 2 is not an epoch of a training: it has no 'epoch.steps'")]
    [InlineData(1, "{\"format\":\"eden-train/1\"}", "line 2 is not an epoch of a training: it has no 'epoch'")]
    [InlineData(2, "xx", "line 3 is not an epoch of a training: it is no JSON at byte 1")]
    [InlineData(2, "null", "line 3 is not an epoch of a training: it is null; it must be an object")]
    public void Damage_in_a_log_is_refused_with_the_number_of_its_line(int line, string text, string reason)
    {
        string[] lines = [.. Log];
        lines[line] = text;
        string path = _folder.Write("run.jsonl", string.Join('\n', lines));
        Assert.Equal($"{path}: is damaged: {reason}", Refusal(path));
    }

    [Fact]
    public void Epochs_that_do_not_follow_each_other_are_refused()
    {
        string path = _folder.Write("run.jsonl", string.Join('\n', Log[0], Log[2], Log[1]));
        Assert.Equal($"{path}: is damaged: line 3 is epoch 2, which cannot follow epoch 3", Refusal(path));
    }

    [Fact]
    public void The_runs_of_a_stopped_sweep_are_drawn_and_marked()
    {
        (SweepResult result, string[] lines) = Sweep();

        // All of the first seed, half of the first map of the second, and a torn line.
        ResultDocument document = ResultDocument.Read(_folder.Write("part.jsonl", $"{string.Join('\n', lines[..11])}\n{lines[11][..30]}"));

        Assert.Equal("unfinished: 10 of 16 runs; the same eden sweep command resumes; the truncated last line is ignored", document.Remark!.English);
        string page = Draw(document);
        SweepRecord[] best = [.. result.Runs.Take(10).Where(run => run.Optimizer == "adamw")];
        Assert.Contains($">{PageWriter.Percent(best.Min(run => 1 - run.TestAccuracy))}</td>", page, StringComparison.Ordinal);
        Assert.Contains("<dd>10, 2 seeds</dd>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Points_without_a_run_are_gaps_and_the_others_are_means_of_what_there_is()
    {
        (SweepResult result, string[] lines) = Sweep();
        UnfinishedSweep sweep = UnfinishedSweep.Read(new JsonLines(Encoding.UTF8.GetBytes(string.Join('\n', lines[..4]))), out _)!;

        Assert.Equal([1 - result.Runs[0].TestAccuracy, 1 - result.Runs[1].TestAccuracy, 1 - result.Runs[2].TestAccuracy, null], sweep.Maps[0].Picture.Errors.SelectMany(row => row));
        Assert.Empty(sweep.Maps[1].Cells);
        Assert.Null(sweep.Maps[1].Best);
        Assert.Null(sweep.Maps[0].Separability);
    }

    [Fact]
    public void The_runs_of_a_finished_sweep_have_the_maps_of_its_result()
    {
        (SweepResult result, string[] lines) = Sweep();
        string path = _folder.Write("whole.jsonl", string.Join('\n', lines));

        ResultDocument document = ResultDocument.Read(path);
        Assert.Null(document.Remark);
        string page = Draw(ResultDocument.Of(result, path));
        Assert.Contains(Draw(document)[..^1].Split("<p>The test set")[1], page, StringComparison.Ordinal);
    }

    [Fact]
    public void Damage_in_the_runs_of_a_sweep_is_refused_with_the_number_of_its_line()
    {
        (_, string[] lines) = Sweep();
        string empty = _folder.Write("empty.jsonl", lines[0]);
        Assert.Equal($"{empty}: has no finished run of its sweep yet", Refusal(empty));

        string twice = _folder.Write("twice.jsonl", string.Join('\n', lines[0], lines[1], lines[2], lines[1]));
        Assert.StartsWith($"{twice}: is damaged: line 4 is not a run of this sweep: {{\"run\":", Refusal(twice), StringComparison.Ordinal);

        string without = _folder.Write("without.jsonl", string.Join('\n', lines[0], lines[1].Replace("\"testAccuracy\":", "\"accuracy\":", StringComparison.Ordinal)));
        Assert.StartsWith($"{without}: is damaged: line 2 is not a run of this sweep: {{\"run\":", Refusal(without), StringComparison.Ordinal);

        string header = _folder.Write("header.jsonl", string.Join('\n', lines[0].Replace("\"arms\":", "\"were\":", StringComparison.Ordinal), lines[1]));
        Assert.Equal($"{header}: is damaged: line 1 is not the beginning of a sweep: it has no 'config.arms'", Refusal(header));

        string bounds = _folder.Write("bounds.jsonl", string.Join('\n', lines[0].Replace("\"seeds\":2", "\"seeds\":2000000000", StringComparison.Ordinal), lines[1]));
        Assert.Equal($"{bounds}: is damaged: line 1 is not the beginning of a sweep: the sweep has 16000000000 runs; 1000000 is the most", Refusal(bounds));
    }

    private (SweepResult Result, string[] Lines) Sweep()
    {
        SweepConfig config = new()
        {
            Training = new TrainingConfig { Model = new ModelConfig { Hidden = [] }, Batch = 512, Epochs = 1 },
            Arms = [new SweepArm { Name = "adam-l2", Decay = new SweepAxis(1e-3, 1e-1, 2) }, new SweepArm { Name = "adamw", Decay = new SweepAxis(1e-2, 1, 2) }],
            LearningRate = new SweepAxis(1e-3, 1e-1, 2),
            Seeds = 2,
        };
        string path = _folder.PathTo("runs.jsonl");
        SweepResult result = Sweeper.Run(config, path, 1, cancellation: TestContext.Current.CancellationToken);
        return (result, File.ReadAllLines(path));
    }

    private static string Refusal(string path) => Assert.Throws<InputException>(() => ResultDocument.Read(path)).Message;

    private static string Draw(ResultDocument document)
    {
        PageWriter page = new(Language.English);
        document.Write(page, 0, hasHeading: true);
        return page.Body.ToString();
    }
}
