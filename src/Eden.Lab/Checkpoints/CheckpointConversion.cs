using Eden.Checkpoints;

namespace Eden.Lab.Checkpoints;

/// <summary>A checkpoint rewritten in another format.</summary>
/// <param name="Source">The file that was read.</param>
/// <param name="Target">The file that was written.</param>
/// <param name="Bytes">How many bytes they have.</param>
/// <param name="Beside">Those that are neither the model's nor its optimizer's.</param>
internal sealed record CheckpointConversion(string Source, string Target, int Tensors, long Bytes, IReadOnlyList<string> Beside)
{
    /// <summary>Rewrites a file in the format that the target's name says.</summary>
    /// <param name="source">The file to read.</param>
    /// <param name="target">The file to write: .safetensors or .pt.</param>
    /// <param name="naming">What a <c>.pt</c> file may not say.</param>
    /// <param name="progress">Is told how many tensors are written.</param>
    /// <exception cref="InputException">A file cannot be read or written, the source is damaged, or PyTorch has no such optimizer.</exception>
    public static CheckpointConversion Run(string source, string target, CheckpointNaming naming, IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        // Before anything is read.
        _ = CheckpointFiles.FormatOfName(target);
        using Checkpoint checkpoint = CheckpointFiles.Open(source, naming);
        CheckpointFiles.RefuseUnused(naming, source);
        _ = CheckpointFiles.Try(() => checkpoint.VerifyHash(cancellation));
        CheckpointFiles.Write(target, checkpoint, progress, cancellation);
        return new(source, target, checkpoint.Tensors.Count, checkpoint.Tensors.Sum(tensor => tensor.ByteLength), checkpoint.GetOtherTensorNames());
    }
}
