using System.Diagnostics;
using System.Globalization;
using Eden.Testing;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using TorchParameter = TorchSharp.Modules.Parameter;

namespace Eden.Torch.Tests.Files;

/// <summary>A training goes on from Python to TorchSharp with Eden, and back: train.py.</summary>
public sealed class PythonTests : IDisposable
{
    private const string Python = "/usr/bin/python3";
    private const int Steps = 20;

    private static readonly Dictionary<string, Func<TorchParameter[], TorchParameter[], OptimizerHelper>> Optimizers = new()
    {
        ["adamw"] = (a, b) => new AdamW([new AdamW.ParamGroup(a, 0.1), new AdamW.ParamGroup(b, 0.1)]),
        ["amsgrad"] = (a, b) => new AdamW([new AdamW.ParamGroup(a, 0.1, amsgrad: true), new AdamW.ParamGroup(b, 0.1, amsgrad: true)]),
        ["adam"] = (a, b) => new Adam([new Adam.ParamGroup(a, 0.1), new Adam.ParamGroup(b, 0.1)]),
        ["sgd"] = (a, b) => new SGD([new SGD.ParamGroup(a, 0.1, 0.5), new SGD.ParamGroup(b, 0.1, 0.5)], 0.1),
        ["rmsprop"] = (a, b) => new RMSProp([new RMSProp.ParamGroup(a, momentum: 0.1, centered: true), new RMSProp.ParamGroup(b, momentum: 0.1, centered: true)]),

        // That of PyTorch before 2.0 counts its momentum twice, which TorchSharp's class has no option for.
        ["nadam"] = (a, b) => new FusedOptimizer(new FusedOptimizer.ParamGroup(a, new NAdamOptions()), new FusedOptimizer.ParamGroup(b, new NAdamOptions())),
        ["radam"] = (a, b) => new RAdam([new RAdam.ParamGroup(a), new RAdam.ParamGroup(b)]),
        ["adamax"] = (a, b) => new Adamax([new Adamax.ParamGroup(a), new Adamax.ParamGroup(b)]),
        ["adagrad"] = (a, b) => new Adagrad([new Adagrad.ParamGroup(a), new Adagrad.ParamGroup(b)]),
    };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("eden-python-");

    [Fact]
    public void Twenty_losses_are_those_of_the_other_side()
    {
        Assert.SkipUnless(File.Exists(Python), $"{Python} is missing.");
        Run("start");
        foreach (string name in Optimizers.Keys)
        {
            double[] expected = Read($"{name}.losses");
            AssertClose(name, expected, GoOn(name, $"{name}.pt").Losses);
            (TorchTrainingState state, double[] losses) = GoOn(name, name == "nadam" ? "nadam.pt" : $"{name}-2.6.pt");
            AssertClose(name, expected, losses);
            state.SavePyTorch(PathTo($"{name}-back.pt"));
        }

        // Python goes on for 20 steps after these 20, and so does TorchSharp.
        Run("go-on");
        foreach (string name in Optimizers.Keys)
        {
            AssertClose(name, GoOn(name, $"{name}-back.pt").Losses, Read($"{name}-back.losses"));
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private (TorchTrainingState State, double[] Losses) GoOn(string name, string file)
    {
        Sequential model = Sequential(("first", Linear(4, 16)), ("norm", BatchNorm1d(16)), ("tanh", Tanh()), ("second", Linear(16, 1)));
        TorchParameter[] all = [.. model.parameters()];
        OptimizerHelper optimizer = Optimizers[name]([.. all.Where(parameter => parameter.dim() == 2)], [.. all.Where(parameter => parameter.dim() != 2)]);
        TorchTrainingState state = new(model, optimizer);
        state.LoadPyTorch(PathTo(file));
        double[] losses = new double[Steps];
        for (int i = 0; i < Steps; i++)
        {
            // The numbers of batch() in train.py.
            Tensor k = (arange(32 * 4, ScalarType.Float64) + (128 * state.Step)).view(32, 4);
            Tensor x = Numbers(k, 37, 101, 50), y = Numbers(k.narrow(1, 0, 1), 53, 97, 48);
            optimizer.zero_grad();
            Tensor loss = (model.call(x) - y).pow(2).mean();
            loss.backward();
            optimizer.step();
            losses[i] = loss.ToDouble();
            state.Step++;
        }

        return (state, losses);
    }

    private static Tensor Numbers(Tensor k, double factor, double modulus, double divisor) => ((k * factor % modulus / divisor) - 1).to(ScalarType.Float32);

    private static void AssertClose(string name, double[] expected, double[] actual)
    {
        Assert.Equal(Steps, actual.Length);

        // The rounding of float32, carried over 20 steps.
        Assert.All(expected.Zip(actual), pair => Assert.True(Math.Abs(pair.First - pair.Second) <= 2e-5 * pair.First, $"{name}: {pair.First} and {pair.Second}"));
    }

    private void Run(string mode)
    {
        using Process process = Process.Start(new ProcessStartInfo(Python, [Repository.PathTo("tests", "Eden.TorchSharp.Tests", "Files", "train.py"), mode, _folder.FullName]) { RedirectStandardError = true })!;
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.SkipWhen(error.Contains("No module named 'torch'", StringComparison.Ordinal), "Python has no PyTorch.");
        Assert.True(process.ExitCode == 0, error);
    }

    private double[] Read(string name) => [.. File.ReadAllLines(PathTo(name)).Select(line => double.Parse(line, CultureInfo.InvariantCulture))];

    private string PathTo(string name) => Path.Combine(_folder.FullName, name);
}
