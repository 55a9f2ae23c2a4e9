using Eden.Lab.Data;
using Eden.Lab.Models;
using Eden.Lab.Sweeps;
using Eden.Lab.Training;

namespace Eden.Lab.Tests;

public sealed class SweeperTests : IDisposable
{
    /// <summary>Eight runs of a blink.</summary>
    private static readonly SweepConfig Small = new()
    {
        Training = new TrainingConfig { Model = new ModelConfig { Hidden = [] }, Batch = 512, Epochs = 1 },
        Arms = [new SweepArm { Name = "adam-l2", Decay = new SweepAxis(1e-3, 1e-1, 2) }, new SweepArm { Name = "adamw", Decay = new SweepAxis(1e-2, 1, 2) }],
        LearningRate = new SweepAxis(1e-3, 1e-1, 2),
        Seeds = 2,
    };

    private readonly TemporaryFolder _folder = new();

    private string Path => _folder.PathTo("runs.jsonl");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_run_is_recorded_in_its_place()
    {
        SweepResult result = Run(Small);
        Assert.Equal(Enumerable.Range(0, 16), result.Runs.Select(run => run.Run));
        Assert.All(result.Runs, run => Assert.Equal(RunOutcome.Completed, run.Outcome));
        Assert.Equal(["adam-l2", "adam-l2", "adam-l2", "adam-l2", "adamw", "adamw", "adamw", "adamw"], result.Runs.Take(8).Select(run => run.Optimizer));
        Assert.Equal([0.001, 0.001, 0.1, 0.1, 0.001, 0.001, 0.1, 0.1], result.Runs.Take(8).Select(run => run.LearningRate));
        Assert.Equal([0.001, 0.1, 0.001, 0.1, 0.01, 1, 0.01, 1], result.Runs.Take(8).Select(run => run.Decay));
        Assert.Equal(8, result.Runs.Count(run => run.Seed == 1));
    }

    [Fact]
    public void A_run_is_the_training_that_its_point_describes()
    {
        SweepRecord record = Run(Small).Runs[13];
        TrainingResult training = Runs.Train(Small.Training with { Seed = 1, Optimizer = new OptimizerConfig().With("lr", record.LearningRate).With("weight-decay", record.Decay) });
        Assert.Equal(("adamw", training.Epochs[^1].TestLoss, training.Epochs[^1].TestAccuracy, training.Epochs[^1].WeightNorm), (record.Optimizer, record.TestLoss, record.TestAccuracy, record.WeightNorm));
    }

    [Fact]
    public void Any_number_of_threads_gives_the_same_records()
    {
        SweepResult one = Run(Small);
        SweepResult four = Sweeper.Run(Small, _folder.PathTo("other.jsonl"), 4, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(one.Runs, four.Runs);
    }

    [Fact]
    public void A_stopped_sweep_goes_on_where_it_was_and_ends_with_the_same_records()
    {
        SweepResult whole = Sweeper.Run(Small, _folder.PathTo("whole.jsonl"), 1, cancellation: TestContext.Current.CancellationToken);
        using CancellationTokenSource source = new();
        Assert.Throws<OperationCanceledException>(() => Sweeper.Run(Small, Path, 1, new CancelAt(5, source), cancellation: source.Token));

        SweepResult rest = Run(Small);
        Assert.Equal(5, rest.ReadFromFile);
        Assert.Equal(whole.Runs, rest.Runs);
        Assert.Equal(File.ReadLines(_folder.PathTo("whole.jsonl")).Order(), File.ReadLines(Path).Order());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(25)]
    public void A_torn_last_line_is_dropped(int bytesLost)
    {
        SweepResult whole = Run(Small);
        byte[] content = File.ReadAllBytes(Path);
        File.WriteAllBytes(Path, content[..^bytesLost]);
        SweepResult rest = Run(Small);
        Assert.Equal(15, rest.ReadFromFile);
        Assert.Equal(whole.Runs, rest.Runs);
        Assert.Equal(content, File.ReadAllBytes(Path));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(40)]
    public void A_file_that_was_torn_in_its_first_line_begins_anew(int length)
    {
        _ = Run(Small);
        File.WriteAllBytes(Path, File.ReadAllBytes(Path)[..length]);
        Assert.Equal(0, Run(Small).ReadFromFile);
    }

    [Fact]
    public void The_file_of_another_sweep_is_left_alone()
    {
        _ = Run(Small);
        byte[] content = File.ReadAllBytes(Path);
        string message = Assert.Throws<InputException>(() => Run(Small with { Seeds = 3 })).Message;
        Assert.Equal($"'{Path}' is not of this sweep: what is swept differs; choose another name, or remove it", message);
        Assert.Equal(content, File.ReadAllBytes(Path));
    }

    [Fact]
    public void A_file_that_is_no_sweep_is_left_alone()
    {
        File.WriteAllText(Path, "my notes");
        Assert.Equal($"'{Path}' is not the file of a sweep; choose another name, or remove it", Assert.Throws<InputException>(() => Run(Small)).Message);
        Assert.Equal("my notes", File.ReadAllText(Path));
    }

    [Fact]
    public void A_damaged_line_in_the_middle_is_named()
    {
        _ = Run(Small);
        string[] lines = File.ReadAllLines(Path);
        lines[3] = lines[3].Replace("\"seed\":", "\"seed\":1", StringComparison.Ordinal);
        File.WriteAllLines(Path, lines);
        Assert.StartsWith($"'{Path}' is damaged: line 4 is not a run of this sweep: {{\"run\":", Assert.Throws<InputException>(() => Run(Small)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_in_use_by_another_sweep_is_refused()
    {
        using FileStream other = new(Path, FileMode.Create, FileAccess.ReadWrite, FileShare.None);
        Assert.StartsWith($"cannot write '{Path}': ", Assert.Throws<InputException>(() => Run(Small)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Runs_that_diverge_are_recorded_and_count_as_guesses()
    {
        SweepResult result = Run(Small with
        {
            Training = Small.Training with { Epochs = 30 },
            Arms = [new SweepArm { Name = "sgd", Decay = new SweepAxis(1e-3, 1, 2) }],
            LearningRate = new SweepAxis(1e-2, 1e9, 2),
        });
        Assert.Equal([RunOutcome.Completed, RunOutcome.Completed, RunOutcome.Diverged, RunOutcome.Diverged], result.Runs.Take(4).Select(run => run.Outcome));
        SweepCell diverged = result.Maps[0].Cells[2];
        Assert.Equal((2, 0, 0.9), (diverged.Diverged, diverged.Failed, diverged.TestError));
        Assert.Null(diverged.TestLoss);
        Assert.Equal(result.Runs, Run(result.Config).Runs);
    }

    [Fact]
    public void A_cell_is_the_mean_over_the_seeds()
    {
        SweepResult result = Run(Small);
        SweepCell cell = result.Maps[1].Cells[3];
        double[] errors = [1 - result.Runs[7].TestAccuracy!.Value, 1 - result.Runs[15].TestAccuracy!.Value];
        Assert.Equal((0.1, 1.0), (cell.LearningRate, cell.Decay));
        Assert.Equal([result.Maps[1].Cells[2].TestError, cell.TestError], result.Maps[1].Picture.Errors[1]);
        Assert.Equal(errors.Average(), cell.TestError, 1e-15);
        Assert.Equal(Math.Abs(errors[0] - errors[1]) / Math.Sqrt(2), cell.Deviation, 1e-15);
        Assert.Equal((result.Runs[7].TestLoss!.Value + result.Runs[15].TestLoss!.Value) / 2, cell.TestLoss!.Value, 1e-15);
    }

    [Fact]
    public void The_best_region_is_within_a_standard_error_of_the_best()
    {
        SweepMap map = Run(Small).Maps[0];
        SweepCell best = map.Cells.MinBy(cell => cell.TestError)!;
        Assert.Equal((best.LearningRate, best.Decay, best.TestError), (map.Best!.LearningRate, map.Best.Decay, map.Best.TestError));
        Assert.Equal(map.Cells.Count(cell => cell.TestError <= best.TestError + (best.Deviation / Math.Sqrt(2))), map.Best.Points);
    }

    [Fact]
    public void The_validation_part_chooses_where_there_is_one()
    {
        SweepResult result = Run(Small with { Training = Small.Training with { Data = new DataConfig { ValidationShare = 0.3 } } });
        foreach (SweepMap map in result.Maps)
        {
            SweepRecord[] ofBest = [.. result.Runs.Where(run => run.Optimizer == map.Name && run.LearningRate == map.Best!.LearningRate && run.Decay == map.Best.Decay)];
            Assert.Equal(map.Cells.Min(cell => cell.ValidationError), map.Best!.ValidationError);
            Assert.Equal(ofBest.Average(run => 1 - run.ValidationAccuracy!.Value), map.Best.ValidationError!.Value, 1e-15);
            Assert.Equal(ofBest.Average(run => 1 - run.TestAccuracy!.Value), map.Best.TestError, 1e-15);
            Assert.Equal(map.Cells.Select(cell => cell.ValidationError), map.Picture.Errors.SelectMany(row => row));
            Assert.All(map.Cells, cell => Assert.NotEqual(cell.ValidationError, cell.TestError));
        }
    }

    [Fact]
    public void Points_at_random_are_those_of_their_seed_within_the_bounds()
    {
        SweepConfig config = Small with { Samples = 5, SampleSeed = 3, Seeds = 1 };
        SweepResult result = Run(config);
        Assert.Equal(10, result.Runs.Count);
        Assert.All(result.Runs, run => Assert.InRange(run.LearningRate, 1e-3, 1e-1));
        Assert.All(result.Runs.Where(run => run.Optimizer == "adamw"), run => Assert.InRange(run.Decay, 1e-2, 1));
        Assert.Equal(5, result.Runs.Select(run => run.LearningRate).Distinct().Count());
        Assert.Null(result.Maps[0].Separability);
        Assert.Equal(2, result.Maps[0].Picture.Errors.Count);
        Assert.Equal(result.Maps[0].Cells.Where(cell => cell.LearningRate < 1e-2 && cell.Decay < 1e-2).Select(cell => cell.TestError).DefaultIfEmpty(double.NaN).Average(), result.Maps[0].Picture.Errors[0][0] ?? double.NaN, 1e-12);
        Assert.NotEqual(config.Runs()[0].Point, (config with { SampleSeed = 4 }).Runs()[0].Point);
    }

    [Fact]
    public void The_decay_of_the_paper_is_not_multiplied_by_the_learning_rate()
    {
        SweepArm arm = new() { Name = "adamw-paper", Decay = new SweepAxis(1e-3, 1e-1, 2) };
        OptimizerConfig config = arm.Configure(new OptimizerConfig(), 0.01, 0.5);
        Assert.Equal(("adamw", 0.01, 0.5, 1.0), (config.Name, config.Settings["lr"], config.Settings["weight-decay"], config.Settings["paper-decay"]));
    }

    [Theory]
    [InlineData("adamx", "--optimizers is 'adamx' (did you mean adamw, adam or adamax?)")]
    [InlineData("adamw-l2", "adamw has no l2; 'adamw-l2' cannot be swept")]
    [InlineData("sgd-paper", "sgd has no paper-decay; 'sgd-paper' cannot be swept")]
    public void An_optimizer_that_cannot_be_swept_is_refused(string name, string message)
    {
        Assert.StartsWith(message, Assert.Throws<InputException>(() => Run(Small with { Arms = [new SweepArm { Name = name, Decay = new SweepAxis(1e-3, 1, 2) }] })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_no_run_could_do_is_refused_before_the_first()
    {
        SweepConfig config = Small with { Training = Small.Training with { Schedule = new ScheduleConfig { Name = "cosine", Settings = new Dictionary<string, double> { ["warmup"] = 1000 } } } };
        Assert.StartsWith("--warmup takes 1000 of 3 steps and leaves none", Assert.Throws<InputException>(() => Run(config)).Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Path));
    }

    [Theory]
    [InlineData(0, 1, 2)]
    [InlineData(1, 0.1, 2)]
    [InlineData(0.1, double.NaN, 2)]
    [InlineData(0.1, 0.1, 2)]
    [InlineData(0.1, 1, 0)]
    [InlineData(0.1, 1, 1)]
    public void An_axis_that_leads_nowhere_is_refused(double from, double to, int count)
    {
        Assert.StartsWith("--lr ", Assert.Throws<InputException>(() => Run(Small with { LearningRate = new SweepAxis(from, to, count) })).Message, StringComparison.Ordinal);
    }

    private SweepResult Run(SweepConfig config) => Sweeper.Run(config, Path, 2, cancellation: TestContext.Current.CancellationToken);

    private sealed class CancelAt(int count, CancellationTokenSource source) : IProgress<int>
    {
        public void Report(int value)
        {
            if (value == count)
            {
                source.Cancel();
            }
        }
    }
}
