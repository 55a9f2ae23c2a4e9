using Eden.Checkpoints;

namespace Eden.Lab.Checkpoints;

/// <summary>Opens and writes checkpoints of either format.</summary>
internal static class CheckpointFiles
{
    private static readonly string[] PyTorchExtensions = [".pt", ".pth", ".ckpt", ".bin"];

    /// <summary>What the library asks for, and the option that says it.</summary>
    private static readonly (string Question, string Option)[] Answers =
    [
        ("; say which", "--optimizer"), ("optimizers: say which", "--optimizer-path"), ("give the names of each group's parameters", "--groups"),
    ];

    /// <summary>Opens a file with the names that Eden gives.</summary>
    /// <param name="naming">What a <c>.pt</c> file may not say.</param>
    public static Checkpoint Open(string path, CheckpointNaming naming) => Try(() => FormatOf(path) == CheckpointFormat.PyTorch
        ? PyTorchFile.Open(path, naming.ToOptions())
        : SafetensorsFile.Open(path));

    /// <summary>Refuses what is said of <c>.pt</c> files where there is none.</summary>
    /// <param name="naming">What is said.</param>
    /// <param name="paths">The files that are read, all of which can be.</param>
    public static void RefuseUnused(CheckpointNaming naming, params ReadOnlySpan<string> paths)
    {
        bool isUsed = naming.IsEmpty;
        foreach (string path in paths)
        {
            isUsed |= FormatOf(path) == CheckpointFormat.PyTorch;
        }

        if (!isUsed)
        {
            throw new InputException($"{Printable.Of(paths[0], int.MaxValue)}: is not a .pt file; remove --optimizer, --groups, --model-path and --optimizer-path");
        }
    }

    public static Checkpoint OpenRaw(string path) => Try(() => FormatOf(path) == CheckpointFormat.PyTorch ? PyTorchFile.OpenRaw(path) : SafetensorsFile.Open(path));

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
    public static void Write(string path, Checkpoint checkpoint, IProgress<int>? progress, CancellationToken cancellation) => Try(() =>
    {
        if (FormatOfName(path) == CheckpointFormat.PyTorch)
        {
            PyTorchFile.Write(path, checkpoint, progress, cancellation);
        }
        else
        {
            SafetensorsFile.Write(path, checkpoint, progress, cancellation);
        }

        return path;
    });

    /// <summary>The format that a file has, whatever its name; where it has none, the one that its name claims.</summary>
    public static CheckpointFormat FormatOf(string path) =>
        FormatOfContent(path) ?? (PyTorchExtensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase) ? CheckpointFormat.PyTorch : CheckpointFormat.Safetensors);

    /// <summary>The format that a file begins like: safetensors with the length of the header, whose eighth byte is zero, PyTorch's as
    /// a zip archive or a pickle. Null for another file, and for one that cannot be read.</summary>
    public static CheckpointFormat? FormatOfContent(string path)
    {
        try
        {
            // To open a pipe would wait for whoever writes to it.
            if (FilePath.FaultOf(path, out _) is not null)
            {
                return null;
            }

            Span<byte> start = stackalloc byte[9];
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
            return stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && start[7] == 0 && start[8] == (byte)'{'
                ? CheckpointFormat.Safetensors
                : start.StartsWith("PK"u8) || start[0] == 0x80 ? CheckpointFormat.PyTorch : null;
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
            : PyTorchExtensions.Contains(extension) ? CheckpointFormat.PyTorch
            : throw new InputException($"{Printable.Of(path, int.MaxValue)}: unknown format; the name must end with .safetensors or .pt");
    }

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
}
