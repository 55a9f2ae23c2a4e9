using Eden.Checkpoints;
using Eden.Checkpoints.TorchSharp;

namespace Eden.Lab.Checkpoints;

/// <summary>Opens and writes checkpoints of all formats.</summary>
internal static class CheckpointFiles
{
    private static readonly string[] PyTorchExtensions = [".pt", ".pth", ".ckpt", ".bin"];

    /// <summary>What the library asks for, and the option that says it.</summary>
    private static readonly (string Question, string Option)[] Answers =
    [
        ("; say which", "--optimizer"), ("optimizers: say which", "--optimizer-path"), ("there are both: say which", "--part"), ("give the names of each group's parameters", "--groups"),
    ];

    /// <summary>Opens a file with the names that Eden gives.</summary>
    /// <param name="naming">What a <c>.pt</c> or <c>.dat</c> file may not say.</param>
    public static Checkpoint Open(string path, CheckpointNaming naming) => Try(() => FormatOf(path) switch
    {
        CheckpointFormat.PyTorch => PyTorchFile.Open(path, naming.ToOptions()),
        CheckpointFormat.TorchSharp => TorchSharpFile.Open(path, naming.ToOptions().Groups, naming.OptimizerFile),
        _ => SafetensorsFile.Open(path),
    });

    /// <summary>Refuses what is said of <c>.pt</c> or <c>.dat</c> files where there is none.</summary>
    /// <param name="naming">What is said.</param>
    /// <param name="paths">The files that are read, all of which can be.</param>
    public static void RefuseUnused(CheckpointNaming naming, params ReadOnlySpan<string> paths)
    {
        HashSet<CheckpointFormat> formats = [];
        foreach (string path in paths)
        {
            formats.Add(FormatOf(path));
        }

        string where = Printable.Of(paths[0], int.MaxValue);
        if (!formats.Contains(CheckpointFormat.PyTorch) && (naming with { GroupsFile = null, OptimizerFile = null }) is { IsEmpty: false })
        {
            throw new InputException($"{where}: is not a .pt file; remove --optimizer, --model-path and --optimizer-path");
        }

        if (naming.OptimizerFile is not null && !formats.Contains(CheckpointFormat.TorchSharp))
        {
            throw new InputException($"{where}: is not a .dat file; remove --optimizer-file");
        }

        if (naming.GroupsFile is not null && formats is { Count: 1 } && formats.Contains(CheckpointFormat.Safetensors))
        {
            throw new InputException($"{where}: is not a .pt or .dat file; remove --groups");
        }
    }

    public static Checkpoint OpenRaw(string path) => Try(() => FormatOf(path) switch
    {
        CheckpointFormat.PyTorch => PyTorchFile.OpenRaw(path),
        CheckpointFormat.TorchSharp => TorchSharpFile.OpenRaw(path),
        _ => SafetensorsFile.Open(path),
    });

    /// <summary>Compares a file with the check sums that it states.</summary>
    /// <returns>Whether they hold, and what is wrong; nothing of both for a file that states none.</returns>
    public static (bool? IsSound, string? Damage) Verify(Checkpoint checkpoint, CancellationToken cancellation)
    {
        try
        {
            return (checkpoint.VerifyHash(cancellation) ? true : null, null);
        }
        catch (CheckpointException exception)
        {
            return (false, exception.Message);
        }
    }

    /// <summary>Writes a file in the format that its name says.</summary>
    /// <param name="part">The part for a <c>.dat</c> file; null for the only one.</param>
    public static void Write(string path, Checkpoint checkpoint, TorchSharpPart? part, IProgress<int>? progress, CancellationToken cancellation) => Try(() =>
    {
        switch (FormatOfName(path))
        {
            case CheckpointFormat.PyTorch:
                PyTorchFile.Write(path, checkpoint, progress, cancellation);
                break;
            case CheckpointFormat.TorchSharp:
                TorchSharpWriter.Write(path, checkpoint, part, progress, cancellation);
                break;
            default:
                SafetensorsFile.Write(path, checkpoint, progress, cancellation);
                break;
        }

        return path;
    });

    /// <summary>The format that a file has, whatever its name; where it has none, the one that its name claims.</summary>
    public static CheckpointFormat FormatOf(string path) =>
        FormatOfContent(path) ?? (IsTorchSharpName(path) ? CheckpointFormat.TorchSharp
            : PyTorchExtensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase) ? CheckpointFormat.PyTorch : CheckpointFormat.Safetensors);

    /// <summary>The format that a file begins like: safetensors with the length of the header, whose eighth byte is zero, PyTorch's as
    /// a zip archive or a pickle, TorchSharp's with the name of an optimizer. Null for another file, and for one that cannot be read.
    /// TorchSharp's models begin with a number alone, so there the name counts.</summary>
    public static CheckpointFormat? FormatOfContent(string path)
    {
        try
        {
            // To open a pipe would wait for whoever writes to it.
            if (FilePath.FaultOf(path, out _) is not null)
            {
                return null;
            }

            Span<byte> start = stackalloc byte[16];
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
            start = start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
            return start.Length >= 9 && start[7] == 0 && start[8] == (byte)'{' ? CheckpointFormat.Safetensors
                : start.StartsWith("PK\u0003\u0004"u8) ? CheckpointFormat.PyTorch
                : TorchSharpLayout.Begins(start) || IsTorchSharpName(path) ? CheckpointFormat.TorchSharp
                : start.StartsWith("PK"u8) || start is [0x80, ..] ? CheckpointFormat.PyTorch : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Whoever opens it says better what is wrong.
            return null;
        }
    }

    /// <summary>The format that the ending of a name stands for.</summary>
    /// <exception cref="InputException">It stands for none.</exception>
    public static CheckpointFormat FormatOfName(string path)
    {
        string extension = Path.GetExtension(path).ToLowerInvariant();
        return extension == ".safetensors" ? CheckpointFormat.Safetensors
            : IsTorchSharpName(path) ? CheckpointFormat.TorchSharp
            : PyTorchExtensions.Contains(extension) ? CheckpointFormat.PyTorch
            : throw new InputException($"{Printable.Of(path, int.MaxValue)}: unknown format; the name must end with .safetensors, .pt or .dat");
    }

    private static bool IsTorchSharpName(string path) => Path.GetExtension(path).Equals(".dat", StringComparison.OrdinalIgnoreCase);

    /// <summary>Turns what the library says of a file into what the user is told.</summary>
    public static TResult Try<TResult>(Func<TResult> action)
    {
        try
        {
            return action();
        }
        catch (CheckpointException exception)
        {
            throw new InputException(Answers.Aggregate(exception.Message, (message, answer) => message.Replace(answer.Question, $"{answer.Question} with {answer.Option}", StringComparison.Ordinal)), exception);
        }
    }
}

internal enum CheckpointFormat
{
    /// <summary>Eden's own, and Hugging Face's.</summary>
    Safetensors,

    /// <summary>PyTorch's <c>.pt</c>.</summary>
    PyTorch,

    /// <summary>TorchSharp's <c>.dat</c>: a model or an optimizer.</summary>
    TorchSharp,
}
