using Eden.Testing;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using TorchAdam = TorchSharp.Modules.Adam;
using TorchAdamW = TorchSharp.Modules.AdamW;
using TorchParameter = TorchSharp.Modules.Parameter;

namespace Eden.Torch.Tests.Files;

/// <summary>TorchSharp still writes the files of tests/golden-torchsharp, from which Eden's reader is tested without it.
/// EDEN_ACCEPT_FIXTURES=1 writes them.</summary>
public sealed class FixtureTests : IDisposable
{
    private readonly TrainingFile _files = new();

    [Fact]
    public void TorchSharp_writes_the_model() => Compare("model.dat", file => MakeModel().save(file));

    [Theory]
    [InlineData("AdamW")]
    [InlineData("Adam")]
    [InlineData("SGD")]
    [InlineData("NAdam")]
    [InlineData("RAdam")]
    [InlineData("Adamax")]
    [InlineData("Adagrad")]
    [InlineData("RMSProp")]
    public void TorchSharp_writes_the_optimizer(string name) => Compare($"{name.ToLowerInvariant()}.dat", file =>
    {
        using OptimizerHelper optimizer = MakeOptimizer(name, TrainingFile.Parameters(MakeModel()));
        optimizer.save_state_dict(file);
    });

    [Fact]
    public void TorchSharp_writes_two_groups() => Compare("groups.dat", file =>
    {
        TorchParameter[] parameters = TrainingFile.Parameters(MakeModel());
        using TorchAdam optimizer = new([new TorchAdam.ParamGroup([parameters[0]], 0.5), new TorchAdam.ParamGroup([parameters[1]], 0.25)]);
        optimizer.save_state_dict(file);
    });

    [Fact]
    public void Files_of_Eden_are_the_same()
    {
        foreach (string name in new[] { "AdamW", "Adam", "SGD", "NAdam", "RAdam", "Adamax", "Adagrad", "RMSProp" })
        {
            TorchParameter[] parameters = TrainingFile.Parameters(MakeModel())[..2];
            using OptimizerHelper optimizer = ArgumentCase.All.First(one => one.Name.Split(',')[0] == name).Eden(parameters);
            optimizer.load_state_dict(Golden(name));
            optimizer.save_state_dict(_files["again"]);
            Assert.Equal(File.ReadAllBytes(Golden(name)), File.ReadAllBytes(_files["again"]));
        }

        static string Golden(string name) => Repository.PathTo("tests", "golden-torchsharp", $"{name.ToLowerInvariant()}.dat");
    }

    public void Dispose() => _files.Dispose();

    private void Compare(string name, Action<string> save)
    {
        string golden = Repository.PathTo("tests", "golden-torchsharp", name), made = _files[name];
        save(made);
        if (Environment.GetEnvironmentVariable("EDEN_ACCEPT_FIXTURES") == "1")
        {
            File.Copy(made, golden, overwrite: true);
        }

        Assert.Equal(File.ReadAllBytes(golden), File.ReadAllBytes(made));
    }

    private static Sequential MakeModel()
    {
        Sequential model = Sequential(("fc", Linear(3, 2)), ("norm", BatchNorm1d(2)));
        int start = 0;
        foreach ((string _, Tensor tensor) in model.state_dict())
        {
            Count(tensor, start++);
        }

        return model;
    }

    private static OptimizerHelper MakeOptimizer(string name, TorchParameter[] all)
    {
        TorchParameter[] p = all[..2];
        OptimizerHelper optimizer = name switch
        {
            "AdamW" => new TorchAdamW(p, 0.5, 0.75, 0.875, 0.001, 0.25, true, true),
            "Adam" => new TorchAdam(p, 0.5, 0.75, 0.875, 0.001, 0.25, true, true),
            "SGD" => new global::TorchSharp.Modules.SGD(p, 0.5, 0.75, 0.125, 0.25, false, true),
            "NAdam" => new global::TorchSharp.Modules.NAdam(p, 0.5, 0.75, 0.875, 0.001, 0.25, 0.125),
            "RAdam" => new global::TorchSharp.Modules.RAdam(p, 0.5, 0.75, 0.875, 0.001, 0.25),
            "Adamax" => new global::TorchSharp.Modules.Adamax(p, 0.5, 0.75, 0.875, 0.001, 0.25),
            "Adagrad" => new global::TorchSharp.Modules.Adagrad(p, 0.5, 0.125, 0.25, 0.75, 0.001),
            _ => new global::TorchSharp.Modules.RMSProp(p, 0.5, 0.875, 0.001, 0.25, 0.75, true, true),
        };
        Fill(optimizer);
        optimizer.ParamGroups.Single().LearningRate = 0.125;
        return optimizer;
    }

    /// <summary>Three steps, without what steps compute: the bytes must not depend on the processor.</summary>
    private static void Fill(OptimizerHelper optimizer)
    {
        StateMap map = StateMap.Of(optimizer);
        int start = 10;
        OptimizerOptions options = map.Convert(((global::TorchSharp.Modules.ParamGroup)optimizer.ParamGroups.First()).Options);
        foreach ((OptimizerState state, TorchParameter parameter) in optimizer.state_dict().State.Zip(optimizer.parameters()))
        {
            map.Count(state, options, 3);
            foreach (string array in options.DescribeState([1]).Select(array => array.Name))
            {
                ref Tensor? field = ref map.Find(state, array);
                field ??= zeros_like(parameter).DetachFromDisposeScope();
                Count(field, start++);
            }
        }
    }

    /// <summary>Fills a tensor with start, start + 1/8, start + 2/8 and so on.</summary>
    private static void Count(Tensor tensor, int start)
    {
        using IDisposable _ = no_grad();
        tensor.copy_(arange(tensor.numel(), ScalarType.Float32).div(8).add(start).reshape(tensor.shape));
    }
}
