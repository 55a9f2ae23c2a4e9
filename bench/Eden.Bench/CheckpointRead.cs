using System.Diagnostics;
using System.Globalization;
using Eden.Checkpoints;

namespace Eden.Bench;

/// <summary>Reads a <c>.pt</c> file of an AdamW training into a new optimizer and prints the seconds. Run by
/// bench/checkpoint_read.py, which also writes the file and times PyTorch.</summary>
internal static class CheckpointRead
{
    public static void Run(string path)
    {
        // The model is in place before a file is read into it; its memory is touched by the reading first.
        using Checkpoint shapes = PyTorchFile.OpenRaw(path);
        Parameter<float>[] parameters = [.. shapes.Tensors
            .Where(tensor => tensor.Name.StartsWith("model.", StringComparison.Ordinal))
            .Select(tensor => new Parameter<float>(tensor.Name["model.".Length..], [.. tensor.Shape.ToArray().Select(dimension => (long)dimension)]))];
        using AdamW<float> optimizer = new(parameters);
        TrainingState<float> state = new(optimizer);
        long start = Stopwatch.GetTimestamp();
        using (Checkpoint checkpoint = PyTorchFile.Open(path, optimizer))
        {
            state.Load(checkpoint);
        }

        Console.Out.WriteLine(Stopwatch.GetElapsedTime(start).TotalSeconds.ToString("R", CultureInfo.InvariantCulture));
    }
}
