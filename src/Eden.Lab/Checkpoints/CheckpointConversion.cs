using Eden.Checkpoints;
using Eden.Checkpoints.TorchSharp;

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
    /// <param name="target">The file to write: .safetensors, .pt or .dat.</param>
    /// <param name="naming">What a <c>.pt</c> or <c>.dat</c> file may not say.</param>
    /// <param name="part">The part for a <c>.dat</c> file, which holds one; null for the only one.</param>
    /// <param name="progress">Is told how many tensors are written.</param>
    /// <exception cref="InputException">A file cannot be read or written, the source is damaged, or PyTorch has no such optimizer.</exception>
    public static CheckpointConversion Run(string source, string target, CheckpointNaming naming, TorchSharpPart? part = null, IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        // Before anything is read.
        if (CheckpointFiles.FormatOfName(target) != CheckpointFormat.TorchSharp && part is not null)
        {
            throw new InputException($"{Printable.Of(target, int.MaxValue)}: is not a .dat file; remove --part");
        }

        using Checkpoint checkpoint = CheckpointFiles.Open(source, naming);
        CheckpointFiles.RefuseUnused(naming, source);
        _ = CheckpointFiles.Try(() => checkpoint.VerifyHash(cancellation));
        CheckpointFiles.Write(target, checkpoint, part, progress, cancellation);
        return new(source, target, checkpoint.Tensors.Count, checkpoint.Tensors.Sum(tensor => tensor.ByteLength), checkpoint.GetOtherTensorNames());
    }
}
