using System.Numerics;
using Eden.Checkpoints.PyTorch;

namespace Eden.Checkpoints;

/// <summary>Reads and writes the files of <c>torch.save</c>: <c>.pt</c> and <c>.pth</c>, of models and optimizers. Executes
/// nothing in a file. docs/checkpoints-pytorch.md lists what is read and refused.</summary>
public static class PyTorchFile
{
    /// <summary>Opens a file to load into an optimizer. PyTorch numbers parameters through its groups: number k is the k-th
    /// parameter of all groups in order.</summary>
    /// <param name="path">The file.</param>
    /// <param name="optimizer">An optimizer with the same groups as PyTorch's.</param>
    /// <returns>The content, by names, for <see cref="TrainingState{T}.Load(Checkpoint, LoadOptions?)"/>. Dispose it to close the
    /// file.</returns>
    /// <exception cref="CheckpointException">The file cannot be read, was not written by <c>torch.save</c>, holds more than
    /// tensors, numbers and text, or its optimizer has other groups.</exception>
    public static Checkpoint Open<T>(string path, Optimizer<T> optimizer)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        string[] kinds = [.. optimizer.Groups.Select(group => OptimizerRegistry.NameOf(group.Options)).Distinct()];
        return Open(path, new PyTorchReadOptions
        {
            Optimizer = kinds is [string kind] ? kind : throw new CheckpointException($"an optimizer of PyTorch's has one algorithm, and this one has {string.Join(" and ", kinds)}"),
            Groups = [.. optimizer.Groups.Select(group => (string[])[.. group.Parameters.Select(parameter => parameter.Name)])],
            OwnOptions = [.. optimizer.Groups.Select(group => group.Options)],
        });
    }

    /// <summary>Opens a file. Model tensors are named as in the state_dict, optimizer state by parameter and PyTorch's name of
    /// the state (<c>fc.weight.exp_avg</c>), everything else by its path in the file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">Information that the file may lack.</param>
    /// <returns>The content. Dispose it to close the file.</returns>
    /// <exception cref="ArgumentException">The path is null or empty, or a name in <paramref name="options"/> is
    /// null.</exception>
    /// <exception cref="CheckpointException">The file cannot be read, was not written by <c>torch.save</c>, holds more than
    /// tensors, numbers and text, or lacks information that <paramref name="options"/> must give.</exception>
    public static Checkpoint Open(string path, PyTorchReadOptions? options = null)
    {
        if (options?.Groups?.Any(group => group is null || group.Any(name => name is null)) == true)
        {
            throw new ArgumentException("A group of names, or a name in it, is null.", nameof(options));
        }

        return Open(path, file => TorchCheckpoint.Named(file, options ?? new()));
    }

    /// <summary>Opens a file for inspection: every tensor and value is named by its path in the file, for example
    /// <c>optimizer.state.0.exp_avg</c>.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The content. Dispose it to close the file.</returns>
    /// <exception cref="CheckpointException">The file cannot be read, was not written by <c>torch.save</c>, or holds more than
    /// tensors, numbers and text.</exception>
    internal static Checkpoint OpenRaw(string path) => Open(path, TorchCheckpoint.Raw);

    /// <summary>Writes a file that <c>torch.load</c> reads, also with <c>weights_only=True</c>: a dictionary of <c>model</c>,
    /// <c>optimizer</c>, <c>step</c> and <c>metadata</c>, each if present, or the plain state_dict for a model alone. It replaces
    /// an older file only when it is complete.</summary>
    /// <param name="path">The file; its directory must exist.</param>
    /// <param name="checkpoint">The content.</param>
    /// <param name="progress">Receives the number of tensors written.</param>
    /// <param name="cancellation">Stops the writing; an old file stays unchanged.</param>
    /// <exception cref="CheckpointException">The file cannot be written, or PyTorch has no such optimizer or option.</exception>
    /// <exception cref="OperationCanceledException">The writing was stopped.</exception>
    public static void Write(string path, Checkpoint checkpoint, IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(checkpoint);
        TorchWriter writer = new(checkpoint);
        AtomicFile.Write(path, stream => writer.Write(stream, progress, cancellation));
    }

    private static Checkpoint Open(string path, Func<TorchFile, Checkpoint> read)
    {
        TorchFile file = TorchFile.Open(path);
        try
        {
            return read(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
