using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using TorchParameter = TorchSharp.Modules.Parameter;

namespace Eden.Torch.Tests.Files;

/// <summary>A small model with a buffer, and a file in a folder of the test's own.</summary>
internal sealed class TrainingFile : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("eden-torch-");

    public string this[string name] => Path.Combine(_folder.FullName, name);

    public static Sequential Make(int seed, ScalarType type = ScalarType.Float32)
    {
        random.manual_seed(seed);
        Sequential model = Sequential(("first", Linear(4, 3)), ("norm", BatchNorm1d(3)), ("second", Linear(3, 2, hasBias: false)));
        model.to(type);
        return model;
    }

    public static void Step(Module model, OptimizerHelper optimizer, int step)
    {
        Model.SetGradients(model.parameters(), step);
        optimizer.step();
    }

    public static Dictionary<string, double[]> Values(Module model) =>
        model.state_dict().ToDictionary(entry => entry.Key, entry => Model.Values(entry.Value));

    public static TorchParameter[] Parameters(Module model) => [.. model.parameters()];

    public void Dispose() => _folder.Delete(recursive: true);
}
