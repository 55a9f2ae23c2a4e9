using Eden.Checkpoints;
using Eden.Checkpoints.PyTorch;

namespace Eden.Tests.Checkpoints.PyTorch;

/// <summary>Which part of what a training script saved is the model, and which the optimizer.</summary>
public sealed class ModelSearchTests : IDisposable
{
    private const string Model = "model";
    private const string Loss = "loss";
    private const string Optimizer = "optimizer";

    private readonly TemporaryFolder _folder = new();

    /// <summary>What is saved: keys, with what they hold after a colon. The names that the tensors get, and which of them stand beside
    /// the model.</summary>
    public static TheoryData<string, string, string> Forms => new()
    {
        // As image-classification scripts write it.
        { "epoch:number state_dict:model best_acc1:loss optimizer:optimizer", "0.weight 0.bias", "best_acc1" },
        { "model_state_dict:model loss:loss rng_state:loss", "0.weight 0.bias", "loss rng_state" },
        { "loss:loss model:model", "0.weight 0.bias", "loss" },
        { "net:model ema:model", "0.weight 0.bias", "ema.0.weight ema.0.bias" },
        { "params:model loss:loss", "0.weight 0.bias", "loss" },
        { "module:model 1.weight:loss", "0.weight 0.bias", "1.weight" },
        { "model.extra:loss model:model", "0.weight 0.bias", "model.extra" },
        { "model:model state_dict:model", "0.weight 0.bias", "state_dict.0.weight state_dict.0.bias" },

        // A part that holds the rest.
        { "checkpoint:[model:model loss:loss] version:number", "0.weight 0.bias", "checkpoint.loss" },
        { "model:[state_dict:model name:text]", "0.weight 0.bias", "" },
        { "model:[net:model head:model]", "net.0.weight net.0.bias head.0.weight head.0.bias", "" },

        // A name of its own, alone.
        { "mine:model loss:loss", "0.weight 0.bias", "loss" },
        { "mine:model", "0.weight 0.bias", "" },

        // The file is the state_dict.
        { "0.weight:matrix 0.bias:vector", "0.weight 0.bias", "" },
        { "0.weight:matrix 0.bias:vector ema:model", "0.weight 0.bias", "ema.0.weight ema.0.bias" },
        { "0.weight:matrix 0.bias:vector optimizer:optimizer", "0.weight 0.bias", "" },
        { "weight:matrix bias:vector", "weight bias", "" },

        // Nothing says which: everything keeps its path, and nothing is passed over.
        { "generator:model discriminator:model loss:loss", "generator.0.weight generator.0.bias discriminator.0.weight discriminator.0.bias loss", "" },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Forms))]
    public void The_model_is_found_whatever_stands_beside_it(string form, string names, string beside)
    {
        using Checkpoint checkpoint = PyTorchFile.Open(Save(form));

        string[] weights = Words(names);
        Assert.Equal(Words(beside), checkpoint.GetOtherTensorNames());
        Assert.Equal([.. weights, .. form.Contains(Optimizer, StringComparison.Ordinal) ? States : [], .. checkpoint.GetOtherTensorNames()], checkpoint.Tensors.Select(tensor => tensor.Name));
    }

    [Fact]
    public void A_file_of_image_classification_is_loaded_strictly_and_what_stands_beside_is_listed()
    {
        using Sgd<float> optimizer = MakeOptimizer();
        using (Checkpoint checkpoint = PyTorchFile.Open(Save("epoch:number state_dict:model best_acc1:loss optimizer:optimizer"), optimizer))
        {
            LoadReport report = new TrainingState<float>(optimizer).Load(checkpoint);
            Assert.Equal(["best_acc1"], report.PassedOver);
            Assert.Equal(["0.weight", "0.bias", .. States], report.Loaded);
        }

        Assert.Equal([0f, 1f, 2f, 3f], optimizer.Groups[0].Parameters[0].Value.ToArray());
    }

    [Fact]
    public void What_stands_beside_the_model_goes_through_safetensors_and_back_and_can_be_asked_for()
    {
        string tensors = _folder.File("a.safetensors");
        string back = _folder.File("back.pt");
        using (Checkpoint checkpoint = PyTorchFile.Open(Save("state_dict:model best_acc1:loss optimizer:optimizer")))
        {
            SafetensorsFile.Write(tensors, checkpoint, cancellation: TestContext.Current.CancellationToken);
        }

        using (Sgd<float> optimizer = MakeOptimizer())
        {
            Assert.Equal(["best_acc1"], new TrainingState<float>(optimizer).Load(tensors).PassedOver);
            Parameter<float> best = new("best_acc1");
            TrainingState<float> all = new(optimizer) { Weights = [.. optimizer.Groups[0].Parameters, best] };
            Assert.Empty(all.Load(tensors).PassedOver);
            Assert.Equal([7f], best.Value.ToArray());
        }

        using (Checkpoint checkpoint = SafetensorsFile.Open(tensors))
        {
            PyTorchFile.Write(back, checkpoint, cancellation: TestContext.Current.CancellationToken);
        }

        using Checkpoint raw = PyTorchFile.OpenRaw(back);
        Assert.Equal(["best_acc1", "model.0.bias", "model.0.weight"], raw.Tensors.Select(tensor => tensor.Name).Where(name => !name.StartsWith(Optimizer, StringComparison.Ordinal)).Order());
        using Checkpoint again = PyTorchFile.Open(back);
        Assert.Equal(["best_acc1"], again.GetOtherTensorNames());
    }

    [Fact]
    public void Tensors_beside_an_optimizer_alone_are_not_taken_for_its_model()
    {
        string path = Save("optimizer:optimizer loss:loss");
        using Checkpoint checkpoint = PyTorchFile.Open(path, new PyTorchReadOptions { Groups = [["0.weight", "0.bias"]] });
        Assert.Equal([.. States, "loss"], checkpoint.Tensors.Select(tensor => tensor.Name));
        Assert.Equal(["loss"], checkpoint.GetOtherTensorNames());
    }

    [Fact]
    public void An_optimizer_with_a_usual_name_is_taken_before_others()
    {
        using Checkpoint checkpoint = PyTorchFile.Open(Save("model:model ema_optimizer:optimizer optimizer:optimizer"));
        Assert.Equal(["0.weight", "0.bias", .. States, "ema_optimizer.state.0.momentum_buffer", "ema_optimizer.state.1.momentum_buffer"], checkpoint.Tensors.Select(tensor => tensor.Name));
        Assert.Equal(2, checkpoint.GetOtherTensorNames().Count);
    }

    [Fact]
    public void A_name_that_the_model_has_behind_a_prefix_is_shown()
    {
        using Sgd<float> optimizer = MakeOptimizer();
        string path = Save("module.0.weight:matrix module.0.bias:vector optimizer:optimizer");
        CheckpointException exception = Assert.Throws<CheckpointException>(() => PyTorchFile.Open(path, optimizer).Dispose());
        Assert.EndsWith("under the name '0.weight', which the model does not have: it has 'module.0.weight'", exception.Message, StringComparison.Ordinal);
    }

    private static readonly string[] States = ["0.weight.momentum_buffer", "0.bias.momentum_buffer"];

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static Sgd<float> MakeOptimizer() =>
        new([new Parameter<float>("0.weight", 2, 2), new Parameter<float>("0.bias", 2)], new SgdOptions { Momentum = 0.9 });

    /// <summary>Storage 0 is the matrix, 1 the vector, 2 a single number.</summary>
    private string Save(string form)
    {
        string path = _folder.File("file.pt");
        TorchArchive.Write(path, TorchArchive.Pickle(pickle => Write(pickle, form)), Bytes(0, 1, 2, 3), Bytes(5, 6), Bytes(7));
        return path;
    }

    private static byte[] Bytes(params float[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    private static void Write(PickleWriter pickle, string form)
    {
        List<(string Key, Action Write)> parts = [];
        while (form.Length > 0)
        {
            (string key, form) = Split(form, form.IndexOf(':'));
            int end = form.StartsWith('[') ? form.IndexOf(']') + 1 : (form + ' ').IndexOf(' ');
            (string value, form) = Split(form + ' ', end);
            form = form.Trim();
            parts.Add((key, () => WriteValue(pickle, value)));
        }

        pickle.Dictionary(parts, write => write());
    }

    private static (string Before, string After) Split(string text, int at) => (text[..at], text[(at + 1)..]);

    private static void WriteValue(PickleWriter pickle, string value)
    {
        switch (value)
        {
            case Model:
                pickle.OrderedDictionary([("0.weight", "matrix"), ("0.bias", "vector")], tensor => WriteValue(pickle, tensor));
                break;
            case "matrix":
                pickle.Tensor(new ConstantTensor(TensorType.F32, [2, 2], 0), "0");
                break;
            case "vector":
                pickle.Tensor(new ConstantTensor(TensorType.F32, [2], 0), "1");
                break;
            case Loss:
                pickle.Tensor(new ConstantTensor(TensorType.F32, [], 0), "2");
                break;
            case Optimizer:
                WriteOptimizer(pickle);
                break;
            case "number":
                pickle.Whole(3);
                break;
            case "text":
                pickle.Text("a name");
                break;
            default:
                Write(pickle, value[1..^1]);
                break;
        }
    }

    private static void WriteOptimizer(PickleWriter pickle) => pickle.Dictionary(
        [
            ("state", () => pickle.Dictionary([(0L, "matrix"), (1L, "vector")], tensor => pickle.Dictionary([("momentum_buffer", tensor)], buffer => WriteValue(pickle, buffer)))),
            ("param_groups", () => pickle.List([0], _ => pickle.Dictionary(
                [
                    ("lr", () => pickle.Number(0.1)),
                    ("momentum", () => pickle.Number(0.9)),
                    ("dampening", () => pickle.Whole(0)),
                    ("params", () => pickle.List([0L, 1L], pickle.Whole)),
                ],
                (Action write) => write()))),
        ],
        (Action write) => write());
}
