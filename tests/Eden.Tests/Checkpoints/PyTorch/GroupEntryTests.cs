using Eden.Checkpoints;
using Eden.Checkpoints.PyTorch;

namespace Eden.Tests.Checkpoints.PyTorch;

/// <summary>What a parameter group of PyTorch's holds beside the options, and how parameters are numbered.</summary>
public sealed class GroupEntryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Everything_is_written_back_and_stays_in_copies_and_after_steps()
    {
        (string, object?)[] entries =
        [
            ("initial_lr", 0.0004), ("max_lr", 0.01), ("min_lr", 4e-8), ("base_lr", 0.0002), ("base_momentum", 0.85), ("max_momentum", 0.95), ("swa_lr", 0.003),
            ("name", "matrices"), ("note", null), ("foreach", false), ("capturable", true),
        ];
        using Sgd<float> optimizer = Load(0.005, entries);
        ParameterGroup<float> group = optimizer.Groups[0];
        Assert.Equal((0.01, 0.5), (group.LearningRate, group.ScheduleMultiplier));

        group.ScheduleMultiplier = 1;
        group.Parameters[0].HasGradient = true;
        optimizer.Step();
        using Optimizer<float> copy = optimizer.CopyFor([new("a", 2), new("b", 2)]);
        foreach (Optimizer<float> written in new[] { optimizer, copy })
        {
            Dictionary<string, object?> group0 = Write(written);
            Assert.All(entries, entry => Assert.Equal(entry.Item2, group0[entry.Item1]));
            Assert.Equal(0.01, group0["lr"]);
            Assert.DoesNotContain("schedule_multiplier", group0.Keys);
        }
    }

    [Fact]
    public void A_cycle_whose_peak_was_changed_here_keeps_its_shape()
    {
        using Sgd<float> optimizer = Load(0.005, [("initial_lr", 0.0004), ("max_lr", 0.01), ("min_lr", 0.0001), ("swa_lr", 0.003)]);
        optimizer.Groups[0].LearningRate = 0.02;
        Dictionary<string, object?> group = Write(optimizer);
        Assert.Equal((0.02, 0.0008, 0.0002, 0.003, 0.01), ((double)group["max_lr"]!, (double)group["initial_lr"]!, (double)group["min_lr"]!, (double)group["swa_lr"]!, (double)group["lr"]!));
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.05)]
    public void The_initial_rate_is_the_one_that_schedules_multiply_and_is_always_there(double rate)
    {
        using Sgd<float> optimizer = Load(rate, rate == 0.1 ? [] : [("initial_lr", 0.1)]);
        Assert.Equal((0.1, rate / 0.1), (optimizer.Groups[0].LearningRate, optimizer.Groups[0].ScheduleMultiplier));
        Assert.Equal(0.1, Write(optimizer)["initial_lr"]);
        optimizer.Groups[0].LearningRate = 0.3;
        Assert.Equal(0.3, Write(optimizer)["initial_lr"]);
    }

    [Fact]
    public void The_peak_is_taken_from_the_state_of_the_scheduler_where_the_group_lacks_it()
    {
        string path = Save(0.005, [("initial_lr", 0.001)], Schedulers((0.001, 0.02), (0.5, 0.7)));
        using Sgd<float> optimizer = Load(path);
        Assert.Equal((0.02, 0.25), (optimizer.Groups[0].LearningRate, optimizer.Groups[0].ScheduleMultiplier));
        Dictionary<string, object?> group = Write(optimizer);
        Assert.Equal((0.001, 0.02), ((double)group["initial_lr"]!, (double)group["max_lr"]!));
        using Sgd<float> again = Load(_folder.File("written.pt"));
        Assert.Equal((0.02, 0.25), (again.Groups[0].LearningRate, again.Groups[0].ScheduleMultiplier));

        string several = Save(0.005, [("initial_lr", 0.001)], Schedulers((0.001, 0.02), (0.001, 0.03)));
        Assert.Contains("'optimizer' may belong to several schedulers with other 'max_lrs'", Assert.Throws<CheckpointException>(() => Load(several)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(1e-320)]
    [InlineData(0.1)]
    public void Learning_rate_and_multiplier_come_back_to_the_last_bit(double alpha)
    {
        Xoshiro256 random = new(11);
        for (int i = 0; i < 300; i++)
        {
            using Sgd<float> optimizer = MakeOptimizer();
            double rate = alpha == 0.1 ? random.NextUniform(0, 1) : alpha;
            double multiplier = i % 50 == 0 ? 0 : random.NextUniform(0, i % 2 == 0 ? 1 : 10);
            (optimizer.Groups[0].LearningRate, optimizer.Groups[0].ScheduleMultiplier) = (rate, multiplier);
            _ = Write(optimizer);
            using Sgd<float> loaded = Load(_folder.File("written.pt"));
            Assert.Equal((rate, multiplier), (loaded.Groups[0].LearningRate, loaded.Groups[0].ScheduleMultiplier));
        }
    }

    [Theory]
    [InlineData(0.00607916286954791, 0.01)] // As cosine annealing left it: no double times 0.01 gives it.
    [InlineData(0.0009126729999999999, 0.01)]
    [InlineData(0.044142135623730955, 0.01)]
    [InlineData(1e-300, 1e30)]
    public void A_rate_that_no_multiplier_gives_comes_back_to_the_last_bit(double rate, double initial)
    {
        using Sgd<float> optimizer = Load(rate, [("initial_lr", initial)]);
        ParameterGroup<float> group = optimizer.Groups[0];
        Assert.NotEqual(rate, group.LearningRate * group.ScheduleMultiplier);
        group.Parameters[0].HasGradient = true;
        optimizer.Step();
        Dictionary<string, object?> written = Write(optimizer);
        Assert.Equal((rate, initial), ((double)written["lr"]!, (double)written["initial_lr"]!));
        Assert.DoesNotContain("schedule_multiplier", written.Keys);

        group.ScheduleMultiplier = 0.5;
        Assert.Equal(0.5 * initial, Write(optimizer)["lr"]);
    }

    [Fact]
    public void A_cycle_that_begins_at_0_keeps_its_lower_end()
    {
        // As CyclicLR with base_lr=0 leaves it; the peak is in no group.
        using Sgd<float> optimizer = Load(0.05, [("initial_lr", 0.0)]);
        Assert.Equal((0.05, 1.0), (optimizer.Groups[0].LearningRate, optimizer.Groups[0].ScheduleMultiplier));
        Assert.Equal((0.05, 0.0), ((double)Write(optimizer)["lr"]!, (double)Write(optimizer)["initial_lr"]!));
    }

    [Fact]
    public void A_peak_alone_is_the_initial_rate_too()
    {
        using Sgd<float> optimizer = Load(0.05, [("max_lr", 0.1)]);
        Assert.Equal((0.05, 0.1, 0.1), ((double)Write(optimizer)["lr"]!, (double)Write(optimizer)["initial_lr"]!, (double)Write(optimizer)["max_lr"]!));
    }

    [Fact]
    public void A_multiplier_that_no_longer_gives_the_rate_is_not_believed()
    {
        using Sgd<float> optimizer = Load(0.05, [("initial_lr", 0.1), ("schedule_multiplier", 0.25)]);
        Assert.Equal((0.1, 0.5), (optimizer.Groups[0].LearningRate, optimizer.Groups[0].ScheduleMultiplier));
    }

    [Fact]
    public void State_by_the_addresses_of_parameters_goes_by_the_order_in_the_groups()
    {
        // As PyTorch wrote them before 1.5: id(p).
        string path = Save(0.1, [], keys: [140000000000352, 140000000000288]);
        using Sgd<float> optimizer = Load(path);
        Assert.Equal([[1f, 2f], [3f, 4f]], optimizer.Groups[0].Parameters.Select(parameter => optimizer.GetState(parameter)["momentum_buffer"]));
    }

    [Fact]
    public void A_group_without_parameters_is_passed_over_by_an_optimizer_and_kept_by_a_conversion()
    {
        string path = Save(0.1, [], hasEmptyGroups: true);
        using Sgd<float> optimizer = Load(path);
        Assert.Equal([[1f, 2f], [3f, 4f]], optimizer.Groups[0].Parameters.Select(parameter => optimizer.GetState(parameter)["momentum_buffer"]));

        foreach (string[][] groups in new string[][][] { [["a", "b"]], [[], ["a", "b"], []] })
        {
            using Checkpoint checkpoint = PyTorchFile.Open(path, new PyTorchReadOptions { Groups = groups });
            SafetensorsFile.Write(_folder.File("a.safetensors"), checkpoint, cancellation: TestContext.Current.CancellationToken);
            using Checkpoint tensors = SafetensorsFile.Open(_folder.File("a.safetensors"));
            PyTorchFile.Write(_folder.File("back.pt"), tensors, cancellation: TestContext.Current.CancellationToken);
            using Checkpoint back = PyTorchFile.Open(_folder.File("back.pt"));
            Assert.Equal([0, 2, 0], back.Optimizer!.Groups.Select(group => group.Parameters.Count));
        }
    }

    private static Sgd<float> MakeOptimizer() =>
        new([new Parameter<float>("a", 2), new Parameter<float>("b", 2)], new SgdOptions { Momentum = 0.9 });

    private Sgd<float> Load(double rate, (string, object?)[] entries) => Load(Save(rate, entries));

    private static Sgd<float> Load(string path)
    {
        Sgd<float> optimizer = MakeOptimizer();
        using Checkpoint checkpoint = PyTorchFile.Open(path, optimizer);
        Assert.Empty(new TrainingState<float>(optimizer).Load(checkpoint).Misfits);
        return optimizer;
    }

    /// <summary>Writes a file and reads the entries of its first group.</summary>
    private Dictionary<string, object?> Write(Optimizer<float> optimizer)
    {
        string path = _folder.File("written.pt");
        using (Checkpoint checkpoint = new TrainingState<float>(optimizer).Capture())
        {
            PyTorchFile.Write(path, checkpoint);
        }

        using TorchFile file = TorchFile.Open(path);
        (_, TorchDictionary found) = Assert.Single(TorchTree.Optimizers(file.Root));
        Assert.True(found.TryGet("param_groups", out object? groups));
        return ((TorchDictionary)((TorchList)groups).Items[0]!).Pairs.ToDictionary(pair => (string)pair.Key, pair => pair.Value);
    }

    private static Action<PickleWriter> Schedulers(params (double Base, double Peak)[] rates) => pickle =>
        pickle.List(rates, rate => pickle.Dictionary([("base_lrs", rate.Base), ("max_lrs", rate.Peak)], value => pickle.List([value], pickle.Number)));

    private string Save(double rate, (string Name, object? Value)[] entries, Action<PickleWriter>? schedulers = null, long[]? keys = null, bool hasEmptyGroups = false)
    {
        keys ??= [0, 1];
        string path = _folder.File("file.pt");
        Action<PickleWriter, long[]> group = (pickle, parameters) => pickle.Dictionary(
            [
                ("lr", () => pickle.Number(rate)),
                ("momentum", () => pickle.Number(0.9)),
                ("dampening", () => pickle.Whole(0)),
                .. entries.Select(entry => (entry.Name, (Action)(() => WriteEntry(pickle, entry.Value)))),
                ("params", () => pickle.List(parameters, pickle.Whole)),
            ],
            (Action write) => write());
        TorchArchive.Write(
            path,
            TorchArchive.Pickle(pickle => pickle.Dictionary(
                [
                    ("model", () => pickle.OrderedDictionary([("a", "0"), ("b", "1")], storage => Vector(pickle, storage))),
                    ("optimizer", () => pickle.Dictionary(
                        [
                            ("state", () => pickle.Dictionary([(keys[1], "3"), (keys[0], "2")], storage => pickle.Dictionary([("momentum_buffer", storage)], value => Vector(pickle, value)))),
                            ("param_groups", () => pickle.List(hasEmptyGroups ? new[] { [], keys, [] } : [keys], parameters => group(pickle, parameters))),
                        ],
                        (Action write) => write())),
                    .. schedulers is null ? Enumerable.Empty<(string, Action)>() : [("schedulers", () => schedulers(pickle))],
                ],
                (Action write) => write())),
            [.. new float[][] { [8, 8], [9, 9], [1, 2], [3, 4] }.Select(values => values.SelectMany(BitConverter.GetBytes).ToArray())]);
        return path;
    }

    private static void WriteEntry(PickleWriter pickle, object? value)
    {
        switch (value)
        {
            case null:
                pickle.None();
                break;
            case string text:
                pickle.Text(text);
                break;
            case bool flag:
                pickle.Flag(flag);
                break;
            default:
                pickle.Number((double)value);
                break;
        }
    }

    private static void Vector(PickleWriter pickle, string storage) => pickle.Tensor(new ConstantTensor(TensorType.F32, [2], 0), storage);
}
