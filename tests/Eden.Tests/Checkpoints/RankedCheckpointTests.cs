using Eden.Checkpoints;
using Eden.Tests.Support;

namespace Eden.Tests.Checkpoints;

/// <summary>What ranks save together is the file of one process, and any number of ranks goes on from it.</summary>
public sealed class RankedCheckpointTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Ranks_write_the_bytes_of_one_process()
    {
        using RankRun<float> single = Trained(null);
        State(single).Save(At("single"));
        foreach (int size in new[] { 2, 3, 8 })
        {
            Team.Run(size, communicator =>
            {
                using RankRun<float> run = Trained(communicator);
                State(run).Save(At("ranks"));
                return true;
            });
            Assert.True(File.ReadAllBytes(At("single")).AsSpan().SequenceEqual(File.ReadAllBytes(At("ranks"))), $"{size} ranks");
            Assert.Equal(["ranks", "single"], Directory.GetFiles(_folder.Path).Select(path => Path.GetFileName(path)).Order());
        }
    }

    [Theory]
    [InlineData(4, 1)]
    [InlineData(1, 4)]
    [InlineData(4, 3)]
    [InlineData(3, 8)]
    public void Any_number_of_ranks_goes_on(int before, int after)
    {
        using RankRun<float> single = Trained(null);
        single.Step(3);
        Dictionary<string, float[]> expected = single.Snapshot();
        Team.Run(before, communicator =>
        {
            using RankRun<float> run = Trained(communicator);
            State(run).Save(At("saved"));
            return true;
        });
        foreach (Dictionary<string, float[]> snapshot in Team.Run(after, communicator =>
        {
            using RankRun<float> run = new(Groups, communicator);
            TrainingState<float> state = State(run);
            state.Load(At("saved"), new() { VerifyHash = true });
            Assert.Equal("here", state.Notes["where"]);
            run.Step(3);
            return run.Snapshot();
        }))
        {
            foreach ((string name, float[] numbers) in expected)
            {
                Bits.AssertEqual<float>(numbers, snapshot[name], name, $"{before} ranks, then {after}");
            }
        }
    }

    [Fact]
    public void What_cannot_be_written_is_refused_on_every_rank()
    {
        string[] messages = Team.Run(3, communicator =>
        {
            using RankRun<float> run = Trained(communicator);
            return Assert.Throws<CheckpointException>(() => State(run).Save(Path.Combine(_folder.Path, "no", "where"))).Message;
        });
        Assert.All(messages, message => Assert.StartsWith($"{Path.Combine(_folder.Path, "no", "where")}: cannot be written: there is no directory", message, StringComparison.Ordinal));
        Assert.Empty(_folder.Names);
    }

    [Fact]
    public void A_folder_of_checkpoints_is_kept_by_all_ranks_together()
    {
        CheckpointFolder folder = new(_folder.Path) { KeepLast = 2, KeepBest = 0 };
        Team.Run(3, communicator =>
        {
            using RankRun<float> run = Trained(communicator);
            TrainingState<float> state = State(run);
            for (state.Step = 1; state.Step < 5; state.Step++)
            {
                folder.Save(state, 1.0 / state.Step);
            }

            return true;
        });
        Assert.Equal(["step-0000000000000003.safetensors", "step-0000000000000004.safetensors"], Directory.GetFiles(_folder.Path).Select(path => Path.GetFileName(path)).Order());
    }

    [Fact]
    public void A_rank_has_no_whole_checkpoint_in_memory() => Team.Run(2, communicator =>
    {
        using RankRun<float> run = Trained(communicator);
        return Assert.Throws<InvalidOperationException>(() => State(run).Capture());
    });

    private string At(string name) => Path.Combine(_folder.Path, name);

    private static TrainingState<float> State(RankRun<float> run)
    {
        // An array that no optimizer steps.
        Parameter<float> running = new("running_mean", 5);
        running.Value.Fill(0.25f);
        return new(run.Optimizer) { Weights = [.. run.Optimizer.Parameters, running], Notes = { ["where"] = "here" } };
    }

    private static RankRun<float> Trained(ICommunicator? communicator)
    {
        RankRun<float> run = new(Groups, communicator);
        for (int t = 0; t < 3; t++)
        {
            run.Step(t);
        }

        return run;
    }

    private static ParameterGroup<float>[] Groups(Parameter<float>[] parameters) =>
    [
        new(parameters.Where((_, i) => i % 2 == 0), new AdamWOptions { LearningRate = 0.01, Cautious = true }),
        new(parameters.Where((_, i) => i % 2 == 1), new AdafactorOptions { LearningRate = 0.01 }),
    ];
}
