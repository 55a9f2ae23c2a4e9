using System.Diagnostics;
using TorchSharp.Modules;
using static TorchSharp.torch;
using TorchParameter = TorchSharp.Modules.Parameter;

namespace Eden.Torch.Bench;

/// <summary>Times of one contender, in milliseconds.</summary>
internal sealed record Times(string Name, double Least, double Median);

/// <summary>Steps of TorchSharp's AdamW, PyTorch's fused kernel and Eden over the same shapes and gradients, in a new random order each
/// round.</summary>
internal static class Contest
{
    private const int WarmUp = 3;

    public static Times[] Run(Model model)
    {
        using IDisposable all = NewDisposeScope();
        Tensor[] gradients = [.. model.Shapes.Select(shape => randn(shape))];
        TorchParameter[] theirs = Make(model, gradients), ours = Make(model, gradients);
        using OptimizerHelper torch = new global::TorchSharp.Modules.AdamW(theirs, weight_decay: 0.01), eden = new Eden.Torch.AdamW(ours);
        FusedAdamW fused = new([.. model.Shapes.Select(shape => randn(shape))], gradients);
        (string Name, Action Step, List<double> Times)[] contenders =
            [("TorchSharp", () => torch.step(), []), ("fused kernel", fused.Step, []), ("Eden", () => eden.step(), [])];
        Random random = new(1);
        for (int round = -WarmUp; round < model.Rounds; round++)
        {
            random.Shuffle(contenders);
            foreach ((_, Action step, List<double> times) in contenders)
            {
                long start = Stopwatch.GetTimestamp();
                step();
                if (round >= 0)
                {
                    times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                }
            }
        }

        string[] order = ["TorchSharp", "fused kernel", "Eden"];
        return [.. contenders.OrderBy(one => Array.IndexOf(order, one.Name)).Select(one => new Times(one.Name, one.Times.Min(), one.Times.Order().ElementAt(one.Times.Count / 2)))];
    }

    private static TorchParameter[] Make(Model model, Tensor[] gradients) =>
        [.. model.Shapes.Zip(gradients, (shape, gradient) => new TorchParameter(randn(shape)) { grad = gradient })];
}
