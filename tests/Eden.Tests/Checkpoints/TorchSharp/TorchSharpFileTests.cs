using Eden.Checkpoints;
using Eden.Checkpoints.TorchSharp;
using Eden.Testing;

namespace Eden.Tests.Checkpoints.TorchSharp;

/// <summary>Files that TorchSharp wrote: tests/Eden.TorchSharp.Tests/Files/FixtureTests.cs.</summary>
public sealed class TorchSharpFileTests : IDisposable
{
    private static readonly string[][] Names = [["fc.weight", "fc.bias"]];

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string, OptimizerOptions> Optimizers => new()
    {
        { "adamw", new AdamWOptions { LearningRate = 0.5, Beta1 = 0.75, Beta2 = 0.875, Epsilon = 0.001, WeightDecay = 0.25, AmsGrad = true, Maximize = true } },
        { "adam", new AdamOptions { LearningRate = 0.5, Beta1 = 0.75, Beta2 = 0.875, Epsilon = 0.001, L2Penalty = 0.25, AmsGrad = true, Maximize = true } },
        { "sgd", new SgdOptions { LearningRate = 0.5, Momentum = 0.75, Dampening = 0.125, L2Penalty = 0.25, Maximize = true } },
        { "nadam", new NAdamOptions { LearningRate = 0.5, Beta1 = 0.75, Beta2 = 0.875, Epsilon = 0.001, L2Penalty = 0.25, MomentumDecay = 0.125 } },
        { "radam", new RAdamOptions { LearningRate = 0.5, Beta1 = 0.75, Beta2 = 0.875, Epsilon = 0.001, L2Penalty = 0.25 } },
        { "adamax", new AdamaxOptions { LearningRate = 0.5, Beta1 = 0.75, Beta2 = 0.875, Epsilon = 0.001, L2Penalty = 0.25 } },
        { "adagrad", new AdagradOptions { LearningRate = 0.5, LearningRateDecay = 0.125, L2Penalty = 0.25, InitialAccumulator = 0.75, Epsilon = 0.001 } },
        { "rmsprop", new RmsPropOptions { LearningRate = 0.5, Alpha = 0.875, Epsilon = 0.001, L2Penalty = 0.25, Momentum = 0.75, Centered = true, Maximize = true } },
    };

    [Fact]
    public void A_model_has_its_names_types_and_values()
    {
        using Checkpoint model = TorchSharpFile.OpenRaw(Golden("model"));
        Assert.Equal(
            ["fc.weight F32 [2, 3]", "fc.bias F32 [2]", "norm.weight F32 [2]", "norm.bias F32 [2]", "norm.running_mean F32 [2]", "norm.running_var F32 [2]", "norm.num_batches_tracked I64 []"],
            model.Tensors.Select(tensor => tensor.ToString()));
        Assert.Equal([0, 0.125, 0.25, 0.375, 0.5, 0.625], Values(model.Tensors[0]));
        Assert.Equal([5, 5.125], Values(model.Tensors[5]));
        Assert.Equal([6], Values(model.Tensors[6]));
    }

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void An_optimizer_has_options_steps_and_state(string name, OptimizerOptions expected)
    {
        using Checkpoint optimizer = TorchSharpFile.Open(Golden(name), Names);
        GroupRecord group = Assert.Single(optimizer.Optimizer!.Groups);
        Assert.Equal(expected, group.Options);
        Assert.Equal(0.25, group.ScheduleMultiplier);
        Assert.Equal([new("fc.weight", name == "sgd" ? 1 : 3), new("fc.bias", name == "sgd" ? 1 : 3)], group.Parameters);
        Assert.Equal(
            Names[0].SelectMany(parameter => expected.StateNames.ToArray().Select(state => $"{parameter}.{state}")).Order(),
            optimizer.Tensors.Select(tensor => tensor.Name).Order());
        int start = 10;
        foreach (string parameter in Names[0])
        {
            foreach (string state in expected.StateNames)
            {
                Assert.True(optimizer.TryGetTensor($"{parameter}.{state}", out CheckpointTensor? tensor));
                Assert.Equal(start++, Values(tensor)[0]);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void The_files_come_back_byte_for_byte_through_safetensors_and_pt(string name, OptimizerOptions expected)
    {
        using Checkpoint both = TorchSharpFile.Open(Golden("model"), Names, Golden(name));
        SafetensorsFile.Write(_folder.File("run.safetensors"), both, cancellation: Cancellation);
        PyTorchFile.Write(_folder.File("run.pt"), both, cancellation: Cancellation);
        using Checkpoint safetensors = SafetensorsFile.Open(_folder.File("run.safetensors")), pyTorch = PyTorchFile.Open(_folder.File("run.pt"), new PyTorchReadOptions { Optimizer = OptimizerRegistry.NameOf(expected) });
        foreach (Checkpoint checkpoint in new[] { both, safetensors, pyTorch })
        {
            TorchSharpWriter.Write(_folder.File("optimizer.dat"), checkpoint, TorchSharpPart.Optimizer, cancellation: Cancellation);
            Assert.Equal(File.ReadAllBytes(Golden(name)), File.ReadAllBytes(_folder.File("optimizer.dat")));
            TorchSharpWriter.Write(_folder.File("model.dat"), checkpoint, TorchSharpPart.Model, cancellation: Cancellation);
            using Checkpoint model = TorchSharpFile.OpenRaw(_folder.File("model.dat")), golden = TorchSharpFile.OpenRaw(Golden("model"));
            Assert.Equal(golden.Tensors.Select(Text).Order(), model.Tensors.Select(Text).Order());
        }

        using Checkpoint alone = TorchSharpFile.OpenRaw(Golden("model"));
        TorchSharpWriter.Write(_folder.File("model.dat"), alone, null, cancellation: Cancellation);
        Assert.Equal(File.ReadAllBytes(Golden("model")), File.ReadAllBytes(_folder.File("model.dat")));
    }

    [Fact]
    public void Parameters_without_a_step_have_their_first_state()
    {
        Parameter<float> weight = new("w", 2);
        using AdamW<float> optimizer = new([weight]);
        using Checkpoint checkpoint = new TrainingState<float>(optimizer).Capture();
        TorchSharpWriter.Write(_folder.File("optimizer.dat"), checkpoint, TorchSharpPart.Optimizer, cancellation: Cancellation);
        using Checkpoint raw = TorchSharpFile.OpenRaw(_folder.File("optimizer.dat"));
        Assert.Equal("0", raw.Metadata["state.0.step"]);
        Assert.Equal([0, 0], Values(raw.Tensors[0]));
    }

    [Fact]
    public void Names_are_numbers_or_those_that_fit_alone_by_shape()
    {
        using (Checkpoint alone = TorchSharpFile.Open(Golden("adamw"), null))
        {
            Assert.Equal(["0", "1"], alone.Optimizer!.Groups[0].Parameters.Select(parameter => parameter.Name));
        }

        Refused("number 1 of shape [2] may be 'fc.bias', 'norm.weight', 'norm.bias', 'norm.running_mean', 'norm.running_var': give the names", () => TorchSharpFile.Open(Golden("model"), null, Golden("adamw")));
        Refused("has 2 groups and does not say which parameter is in which: give the names", () => TorchSharpFile.Open(Golden("groups"), null));
        using Checkpoint groups = TorchSharpFile.Open(Golden("groups"), [["fc.weight"], ["fc.bias"]]);
        Assert.Equal([0.5, 0.25], groups.Optimizer!.Groups.Select(group => group.Options.LearningRate));
        Refused("has 1 groups and 2 parameters, and what was given has 1 and 1", () => TorchSharpFile.Open(Golden("adamw"), [["fc.weight"]]));
        Refused("'fc.weight' twice", () => TorchSharpFile.Open(Golden("adamw"), [["fc.weight", "fc.weight"]]));
        Refused("has exp_avg of shape [2, 3] for parameter 0, but 'fc.bias' has the shape [2]", () => TorchSharpFile.Open(Golden("model"), [["fc.bias", "fc.weight"]], Golden("adamw")));
        Refused("is a file of an optimizer, not of a model", () => TorchSharpFile.Open(Golden("adamw"), null, Golden("adamw")));
    }

    [Fact]
    public void What_TorchSharp_lacks_is_refused_by_name()
    {
        Write(new LionOptions(), "TorchSharp has no Lion");
        Write(new NAdamOptions { WeightDecay = 0.1 }, "TorchSharp's NAdam has no decoupled_weight_decay, which is true");
        Write(new AdagradOptions { Maximize = true }, "TorchSharp's Adagrad has no maximize, which is true");
        Write(new AdamWOptions { Cautious = true }, "has no Cautious");

        void Write(OptimizerOptions options, string message)
        {
            using Optimizer<float> optimizer = new([new Parameter<float>("w", 2)], options);
            using Checkpoint checkpoint = new TrainingState<float>(optimizer).Capture();
            Refused(message, () => TorchSharpWriter.Write(_folder.File("x.dat"), checkpoint, TorchSharpPart.Optimizer, cancellation: Cancellation));
            Refused("there are both: say which", () => TorchSharpWriter.Write(_folder.File("x.dat"), checkpoint, null, cancellation: Cancellation));
            Assert.False(File.Exists(_folder.File("x.dat")));
        }
    }

    [Fact]
    public void A_file_that_is_cut_off_is_refused_at_every_length()
    {
        foreach (string name in new[] { "model", "adamw", "sgd", "nadam", "rmsprop", "groups" })
        {
            byte[] whole = File.ReadAllBytes(Golden(name));
            for (int length = 1; length < whole.Length; length++)
            {
                File.WriteAllBytes(_folder.File("cut.dat"), whole[..length]);
                Refused("cut.dat: ", () => TorchSharpFile.OpenRaw(_folder.File("cut.dat")));
            }

            File.WriteAllBytes(_folder.File("cut.dat"), [.. whole, 0]);
            Refused("goes on after", () => TorchSharpFile.OpenRaw(_folder.File("cut.dat")));
        }
    }

    [Fact]
    public void Hostile_numbers_are_refused()
    {
        Hostile("begins with neither", [0xff, 0xff, 0xff, 0xff, 0x0f]);
        Hostile("has a name of 4398046511103 bytes", [1, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]);
        Hostile("no sound number where the length of a name", [1, .. Enumerable.Repeat((byte)0xff, 10)]);
        Hostile("not UTF-8", [1, 1, 0xff]);
        Hostile("without a name", [1, 0]);
        Hostile("of the type 9, which is not read", [1, 1, (byte)'w', 9, 0]);
        Hostile("'w' of 100 dimensions", [1, 1, (byte)'w', 6, 100]);
        Hostile("more than a file holds", [1, 1, (byte)'w', 6, 2, .. Enumerable.Repeat((byte)0xff, 8), 0x7f, .. Enumerable.Repeat((byte)0xff, 8), 0x7f]);
        Hostile("ends before the", [1, 1, (byte)'w', 6, 1, 0xff, 0x7f]);
        Hostile("Two tensors have the name 'w'", [2, 1, (byte)'w', 0, 1, 1, 7, 1, (byte)'w', 0, 1, 1, 7]);
        Hostile("states more parameters", [3, .. "SGD"u8, 1, 0xff, 0xff, 0xff, 0x7f]);
        Hostile("should be true or false", Changed("sgd", 4 + 2 + (8 * 5), 2));
        Hostile("no sound number of steps", Changed("radam", 6 + 2 + (8 * 6) + 7, 0xff));
        File.WriteAllBytes(_folder.File("nan.dat"), Changed("radam", 6 + 2 + 8 + 6, 0xff, 0x7f));
        Refused("in group 0", () => TorchSharpFile.Open(_folder.File("nan.dat"), null));
        File.WriteAllBytes(_folder.File("product.dat"), Changed("nadam", 6 + 2 + (8 * 7) + 8 + 6, 0));
        Refused("has a mu_product for parameter 0", () => TorchSharpFile.Open(_folder.File("product.dat"), null));
    }

    [Fact]
    [Trait("Suite", Fuzz.Suite)]
    public void Spoiled_files_are_read_or_refused_in_one_line()
    {
        byte[][] corpus = [.. Optimizers.Select(row => File.ReadAllBytes(Golden(row.Data.Item1))), File.ReadAllBytes(Golden("model"))];
        Fuzz.Run<CheckpointException>(new(corpus, ["\0", "AdamW", "SGD", "fc.weight", "\u0006\u0001"]), 4_000, input =>
        {
            File.WriteAllBytes(_folder.File("spoiled.dat"), input);
            using Checkpoint raw = TorchSharpFile.OpenRaw(_folder.File("spoiled.dat"));
            using Checkpoint named = TorchSharpFile.Open(_folder.File("spoiled.dat"), null);
            TorchSharpWriter.Write(_folder.File("again.dat"), named, null, cancellation: Cancellation);
        });
    }

    public void Dispose() => _folder.Dispose();

    private static byte[] Changed(string name, int at, params byte[] bytes)
    {
        byte[] content = File.ReadAllBytes(Golden(name));
        bytes.CopyTo(content, at);
        return content;
    }

    private void Hostile(string message, byte[] content)
    {
        File.WriteAllBytes(_folder.File("hostile.dat"), content);
        Refused(message, () => TorchSharpFile.OpenRaw(_folder.File("hostile.dat")));
    }

    private static void Refused(string message, Action action)
    {
        CheckpointException exception = Assert.Throws<CheckpointException>(action);
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
    }

    private static string Golden(string name) => Repository.PathTo("tests", "golden-torchsharp", $"{name}.dat");

    private static double[] Values(CheckpointTensor tensor)
    {
        double[] numbers = new double[tensor.Length];
        tensor.ReadNumbers(0, numbers);
        return numbers;
    }

    private static string Text(CheckpointTensor tensor) => $"{tensor}: {string.Join(' ', Values(tensor))}";
}
