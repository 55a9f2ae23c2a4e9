using System.Diagnostics;
using System.Globalization;
using Eden;
using Eden.Torch;
using TorchSharp;
using static TorchSharp.torch;
using TorchParameter = TorchSharp.Modules.Parameter;

/// <summary>A step of Muon over the matrices of one of GPT-2 small's layers: written with TorchSharp's tensors, and Eden's.</summary>
internal static class MuonSteps
{
    private const double LearningRate = 0.02;
    private const double Momentum = 0.95;
    private const double Decay = 0.1;

    private static readonly long[][] Shapes = [[768, 2304], [768, 768], [768, 3072], [3072, 768]];

    public static void Measure(int rounds)
    {
        TorchParameter[] theirs = Make(), ours = Make();
        Tensor[] momenta = [.. theirs.Select(parameter => zeros_like(parameter))];
        using FusedOptimizer eden = new(ours, new MuonOptions { LearningRate = LearningRate, WeightDecay = Decay });
        double[] torchTimes = new double[rounds], edenTimes = new double[rounds];
        for (int round = -2; round < rounds; round++)
        {
            double first = Time(() => Step(theirs, momenta)), second = Time(() => eden.step());
            if (round >= 0)
            {
                (torchTimes[round], edenTimes[round]) = (first, second);
            }
        }

        double gap = theirs.Zip(ours).Max(pair => (pair.First - pair.Second).abs().max().item<float>());
        Array.Sort(torchTimes);
        Array.Sort(edenTimes);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Muon, one layer TorchSharp {torchTimes[0]:F0} {torchTimes[rounds / 2]:F0}  Eden {edenTimes[0]:F0} {edenTimes[rounds / 2]:F0}  ratio {torchTimes[0] / edenTimes[0]:F2} {torchTimes[rounds / 2] / edenTimes[rounds / 2]:F2}  largest difference of values {gap:g2}"));
    }

    /// <summary>PyTorch's algorithm in float32.</summary>
    private static void Step(TorchParameter[] parameters, Tensor[] momenta)
    {
        using IDisposable noGradients = no_grad();
        for (int i = 0; i < parameters.Length; i++)
        {
            using DisposeScope scope = NewDisposeScope();
            TorchParameter parameter = parameters[i];
            Tensor gradient = parameter.grad!;
            momenta[i].lerp_(gradient, (float)(1 - Momentum));
            Tensor x = gradient.lerp(momenta[i], (float)Momentum);
            (long rows, long columns) = (parameter.shape[0], parameter.shape[1]);
            x = rows > columns ? x.t() : x;
            x = x / x.norm().clamp(min: 1e-7);
            for (int step = 0; step < 5; step++)
            {
                Tensor gram = x.mm(x.t());
                Tensor polynomial = gram.addmm(gram, gram, beta: -4.775f, alpha: 2.0315f);
                x = x.addmm(polynomial, x, beta: 3.4445f, alpha: 1);
            }

            x = rows > columns ? x.t() : x;
            parameter.mul_(1 - (LearningRate * Decay));
            parameter.add_(x, alpha: -LearningRate * Math.Sqrt(Math.Max(1, (double)rows / columns)));
        }
    }

    private static TorchParameter[] Make()
    {
        manual_seed(1);
        TorchParameter[] parameters = [.. Shapes.Select(shape => new TorchParameter(randn(shape)))];
        foreach (TorchParameter parameter in parameters)
        {
            parameter.grad = randn(parameter.shape);
        }

        return parameters;
    }

    private static double Time(Action step)
    {
        long start = Stopwatch.GetTimestamp();
        step();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
