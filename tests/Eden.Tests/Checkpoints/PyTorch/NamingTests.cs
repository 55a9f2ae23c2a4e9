using Eden.Checkpoints;
using Eden.Checkpoints.PyTorch;
using Eden.Testing;

namespace Eden.Tests.Checkpoints.PyTorch;

/// <summary>Which parameter a number of PyTorch's is, and which optimizer its state is of.</summary>
public sealed class NamingTests : IDisposable
{
    private static readonly string[] Weights = ["a.weight", "a.bias", "b.weight", "b.bias"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Names_given_group_by_group_are_taken_in_that_order()
    {
        using Checkpoint checkpoint = PyTorchFile.Open(TwoLayers(), new PyTorchReadOptions { Groups = [["b.weight", "a.weight"], ["b.bias", "a.bias"]] });
        Assert.Equal(["a.weight", "a.bias", "b.weight", "b.bias", "b.weight.momentum_buffer", "a.weight.momentum_buffer", "b.bias.momentum_buffer", "a.bias.momentum_buffer"], checkpoint.Tensors.Select(tensor => tensor.Name));
        string[] order = ["b.weight", "a.weight", "b.bias", "a.bias"];
        Assert.Equal([0, 1, 2, 3], order.Select(name => Value(checkpoint, $"{name}.momentum_buffer")));
    }

    [Fact]
    public void Names_in_the_file_are_taken()
    {
        using Checkpoint checkpoint = PyTorchFile.Open(TwoLayers(names: [["b.weight", "a.weight"], ["b.bias", "a.bias"]]));
        Assert.Equal(1, Value(checkpoint, "a.weight.momentum_buffer"));
        Assert.Equal(3, Value(checkpoint, "a.bias.momentum_buffer"));
    }

    [Fact]
    public void Shapes_that_two_parameters_have_are_refused_with_the_candidates() =>
        AssertRefused(TwoLayers(), new(), "'optimizer' numbers its parameters and does not name them; number 0 of shape [2, 2] may be 'a.weight', 'b.weight': give the names of each group's parameters");

    [Fact]
    public void Names_that_do_not_fit_are_refused()
    {
        string path = TwoLayers();
        AssertRefused(path, new() { Groups = [["a.weight", "b.weight"]] }, "'optimizer' has 2 groups, and what was given has 1");
        AssertRefused(path, new() { Groups = [["a.weight"], ["a.bias", "b.bias"]] }, "'optimizer' has 2 parameters in group 0, and what was given has 1");
        AssertRefused(path, new() { Groups = [["a.weight", "a.weight"], ["a.bias", "b.bias"]] }, "'optimizer' has one name for each parameter, and what was given has the name 'a.weight' twice");
        AssertRefused(path, new() { Groups = [["a.weight", "a.bias"], ["b.weight", "b.bias"]] }, "'optimizer' has momentum_buffer of shape [2, 2] for 1, but 'a.bias' has the shape [2]");
    }

    [Fact]
    public void A_parameter_that_the_model_does_not_have_is_refused() =>
        AssertRefused(TwoLayers(), new() { Groups = [["a.weight", "c.weight"], ["a.bias", "b.bias"]] }, "'optimizer' has the parameter 1 under the name 'c.weight', which the model does not have");

    [Fact]
    public void The_optimizer_is_told_from_its_options_and_state_or_refused()
    {
        string adam = Repository.PathTo("tests", "golden", "mlp-digits-adam-f32.pt");
        AssertRefused(adam, new(), "'optimizer' may be of Adam or AdamW; say which");
        AssertRefused(adam, new() { Optimizer = "NAdam" }, "'optimizer' cannot be of NAdam, but of Adam or AdamW");
        AssertRefused(adam, new() { Optimizer = "Muon" }, "'optimizer' cannot be of Muon, but of Adam or AdamW");
        foreach ((string file, string kind) in new[] { ("nadam-f32", "NAdam"), ("radam-f64", "RAdam"), ("adamax-f32", "Adamax"), ("adagrad-f64", "Adagrad"), ("rmsprop-f32", "RmsProp"), ("sgd-f32", "Sgd") })
        {
            using Checkpoint checkpoint = PyTorchFile.Open(Repository.PathTo("tests", "golden-checkpoints", $"mlp-digits-{file}.pt"));
            Assert.Equal([kind], checkpoint.Optimizer!.Kinds);
        }
    }

    [Fact]
    public void Adam_that_says_that_it_decays_decoupled_is_AdamW()
    {
        using Checkpoint checkpoint = PyTorchFile.Open(Save(pickle => Root(pickle, () => Optimizer(pickle, AdamGroup(pickle, isDecoupled: true), step: pickle => pickle.Number(7.0), ["exp_avg", "exp_avg_sq"]))));
        OptimizerRecord record = checkpoint.Optimizer!;
        Assert.Equal(["AdamW"], record.Kinds);
        Assert.Equal(7, record.Groups[0].Parameters[0].Steps);
        Assert.Equal(new AdamWOptions { LearningRate = 0.5, Beta1 = 0.8, Beta2 = 0.9, WeightDecay = 0.25, AmsGrad = false }, record.Groups[0].Options);
    }

    [Theory]
    [InlineData(-1.0)]
    [InlineData(1.5)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(1e300)]
    public void A_step_count_that_is_none_is_refused(double steps) =>
        AssertRefused(Save(pickle => Root(pickle, () => Optimizer(pickle, AdamGroup(pickle, isDecoupled: true), step: pickle => pickle.Number(steps), ["exp_avg", "exp_avg_sq"]))), new(), "'optimizer' has no sound number of steps for 0");

    [Fact]
    public void State_that_is_missing_or_unknown_is_refused()
    {
        Action<PickleWriter> step = pickle => pickle.Whole(3);
        AssertRefused(Save(pickle => Root(pickle, () => Optimizer(pickle, AdamGroup(pickle, isDecoupled: true), step, ["exp_avg"]))), new(), "'optimizer' has no 'exp_avg_sq' for 0");
        AssertRefused(Save(pickle => Root(pickle, () => Optimizer(pickle, AdamGroup(pickle, isDecoupled: true), step, ["exp_avg", "exp_avg_sq", "hessian"]))), new() { Optimizer = "AdamW" }, "'optimizer' cannot be of AdamW");
    }

    [Fact]
    public void An_option_that_Eden_does_not_have_is_refused_and_a_label_is_not()
    {
        Action<PickleWriter> step = pickle => pickle.Whole(3);
        string[] states = ["exp_avg", "exp_avg_sq"];
        PyTorchFile.Open(Save(pickle => Root(pickle, () => Optimizer(pickle, [.. AdamGroup(pickle, isDecoupled: true), ("name", () => pickle.Text("all")), ("alpha", () => pickle.Text("high"))], step, states)))).Dispose();
        AssertRefused(Save(pickle => Root(pickle, () => Optimizer(pickle, [.. AdamGroup(pickle, isDecoupled: true), ("lookahead", () => pickle.Number(0.5))], step, states))), new(), "'optimizer' param_groups[0]['lookahead']: Eden's AdamW has no such option");
        AssertRefused(Save(pickle => Root(pickle, () => Optimizer(pickle, [.. AdamGroup(pickle, isDecoupled: true).Where(option => option.Key != "eps"), ("eps", () => pickle.Number(-1))], step, states))), new(), "'optimizer' param_groups[0]: Epsilon is -1");
        AssertRefused(Save(pickle => Root(pickle, () => Optimizer(pickle, [.. AdamGroup(pickle, isDecoupled: true).Where(option => option.Key != "eps"), ("eps", () => pickle.Text("small"))], step, states))), new(), "'optimizer' param_groups[0]['eps']: must be a number");
    }

    [Theory]
    [InlineData(double.NaN, 0.1, "is NaN, and 'initial_lr' is 0.1")]
    [InlineData(-0.5, 0.1, "is -0.5, and 'initial_lr' is 0.1")]
    [InlineData(1, double.Epsilon, "is 1, and 'initial_lr' is 5E-324")]
    public void A_rate_that_no_schedule_makes_of_the_initial_one_is_refused(double rate, double initial, string message)
    {
        string path = Save(pickle => Root(pickle, () => Optimizer(
            pickle,
            [.. AdamGroup(pickle, isDecoupled: true).Where(option => option.Key != "lr"), ("lr", () => pickle.Number(rate)), ("initial_lr", () => pickle.Number(initial))],
            step => step.Whole(3),
            ["exp_avg", "exp_avg_sq"])));

        AssertRefused(path, new(), $"'optimizer' param_groups[0]['lr']: {message}");
    }

    [Fact]
    public void Two_optimizers_are_refused_until_one_is_named()
    {
        string path = Save(pickle => pickle.Dictionary(
            [("model", () => Model(pickle)), ("generator", () => SgdOptimizer(pickle)), ("discriminator", () => SgdOptimizer(pickle))],
            (Action write) => write()));
        AssertRefused(path, new(), "has several state_dicts of optimizers: say which; there are 'generator', 'discriminator'");
        AssertRefused(path, new() { OptimizerPath = "other" }, "has no state_dict of an optimizer at 'other'");
        string[][] groups = [["a.weight", "b.weight"], ["a.bias", "b.bias"]];
        using Checkpoint checkpoint = PyTorchFile.Open(path, new() { OptimizerPath = "generator", Groups = groups });
        Assert.True(checkpoint.TryGetTensor("discriminator.state.0.momentum_buffer", out _));
    }

    [Fact]
    public void A_model_is_found_by_its_usual_name_or_taken_from_where_the_caller_says()
    {
        string path = Save(pickle => pickle.Dictionary(
            [("ema", () => Model(pickle)), ("state_dict", () => Model(pickle))],
            (Action write) => write()));
        using Checkpoint usual = PyTorchFile.Open(path);
        Assert.Equal([.. Weights, .. Weights.Select(name => $"ema.{name}")], usual.Tensors.Select(tensor => tensor.Name));
        using Checkpoint given = PyTorchFile.Open(path, new() { ModelPath = "ema" });
        Assert.Equal([.. Weights, .. Weights.Select(name => $"state_dict.{name}")], given.Tensors.Select(tensor => tensor.Name));
        AssertRefused(path, new() { ModelPath = "nowhere" }, "has no state_dict of a model at 'nowhere'; there are 'ema', 'state_dict'");
        AssertRefused(path, new() { ModelPath = "ema.a.weight" }, "has no state_dict of a model at 'ema.a.weight'");
    }

    private static float Value(Checkpoint checkpoint, string name)
    {
        Assert.True(checkpoint.TryGetTensor(name, out CheckpointTensor? tensor), name);
        return BitConverter.ToSingle(Tensors.BytesOf(tensor));
    }

    private string TwoLayers(string[][]? names = null) => Save(pickle => Root(pickle, () => SgdOptimizer(pickle, names)));

    private string Save(Action<PickleWriter> write)
    {
        string path = _folder.File("file.pt");
        TorchArchive.Write(path, TorchArchive.Pickle(write), [.. Enumerable.Range(0, 4).Select(number => Enumerable.Repeat((float)number, 4).SelectMany(BitConverter.GetBytes).ToArray()), .. Enumerable.Range(0, 4).Select(number => Enumerable.Repeat((float)number, 2).SelectMany(BitConverter.GetBytes).ToArray())]);
        return path;
    }

    private static void Root(PickleWriter pickle, Action writeOptimizer) =>
        pickle.Dictionary([("model", () => Model(pickle)), ("optimizer", writeOptimizer)], (Action write) => write());

    private static void Model(PickleWriter pickle) =>
        pickle.OrderedDictionary(Weights.Select((name, index) => (name, index)), index => Array(pickle, index, isMatrix: index % 2 == 0));

    /// <summary>Storages 0 to 3 are matrices of their number, 4 to 7 vectors of theirs less four.</summary>
    private static void Array(PickleWriter pickle, int number, bool isMatrix) =>
        pickle.Tensor(new ConstantTensor(TensorType.F32, isMatrix ? [2, 2] : [2], 0), $"{(isMatrix ? number : 4 + number)}");

    private static void SgdOptimizer(PickleWriter pickle, string[][]? names = null)
    {
        Action<int> group = index => pickle.Dictionary(
            [
                ("lr", () => pickle.Number(0.1)),
                ("momentum", () => pickle.Number(0.9)),
                ("dampening", () => pickle.Whole(0)),
                ("params", () => pickle.List([2L * index, (2 * index) + 1], pickle.Whole)),
                .. names is null ? Enumerable.Empty<(string, Action)>() : [("param_names", () => pickle.List(names[index], pickle.Text))],
            ],
            (Action write) => write());
        pickle.Dictionary(
            [
                ("state", () => pickle.Dictionary(Enumerable.Range(0, 4).Select(number => ((long)number, number)), number => pickle.Dictionary([("momentum_buffer", number)], value => Array(pickle, value, isMatrix: value < 2)))),
                ("param_groups", () => pickle.List([0, 1], group)),
            ],
            (Action write) => write());
    }

    private static (string Key, Action Write)[] AdamGroup(PickleWriter pickle, bool isDecoupled) =>
    [
        ("lr", () => pickle.Number(0.5)),
        ("betas", () => pickle.Tuple([0.8, 0.9], pickle.Number)),
        ("eps", () => pickle.Number(1e-8)),
        ("weight_decay", () => pickle.Number(0.25)),
        ("amsgrad", () => pickle.Flag(false)),
        ("maximize", () => pickle.Flag(false)),
        ("foreach", pickle.None),
        ("decoupled_weight_decay", () => pickle.Flag(isDecoupled)),
        ("params", () => pickle.List([0L], pickle.Whole)),
        ("param_names", () => pickle.List(["a.weight"], pickle.Text)),
    ];

    private static void Optimizer(PickleWriter pickle, (string Key, Action Write)[] group, Action<PickleWriter> step, string[] states) => pickle.Dictionary(
        [
            ("state", () => pickle.Dictionary([(0L, 0)], _ => pickle.Dictionary([("step", () => step(pickle)), .. states.Select(state => (state, (Action)(() => Array(pickle, 1, isMatrix: true))))], (Action write) => write()))),
            ("param_groups", () => pickle.List([group], options => pickle.Dictionary(options, write => write()))),
        ],
        (Action write) => write());

    private static void AssertRefused(string path, PyTorchReadOptions options, string message)
    {
        CheckpointException exception = Assert.Throws<CheckpointException>(() => PyTorchFile.Open(path, options).Dispose());
        Assert.StartsWith($"{path}: ", exception.Message, StringComparison.Ordinal);
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }
}
