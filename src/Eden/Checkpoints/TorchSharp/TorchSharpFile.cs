using Eden.Checkpoints.PyTorch;

namespace Eden.Checkpoints.TorchSharp;

/// <summary>Reads and writes TorchSharp's own files: of a model (<c>module.save</c>) and of an optimizer
/// (<c>optimizer.save_state_dict</c>).</summary>
internal sealed class TorchSharpFile : ICheckpointFile
{
    private const int MostTensors = 1_000_000;

    private readonly SourceFile _file;

    private TorchSharpFile(SourceFile file) => _file = file;

    /// <summary>Opens a file to look at; parts of an optimizer are named as in PyTorch's state_dict.</summary>
    /// <exception cref="CheckpointException">It cannot be read, or is no such file.</exception>
    public static Checkpoint OpenRaw(string path) => Open(path, (file, content) => IsOptimizer(file) ? new TorchSharpOptimizer(file).Raw(content) : ReadModel(file, content));

    /// <summary>Opens a file of a model, or of an optimizer, or one of each as one checkpoint.</summary>
    /// <param name="path">The file.</param>
    /// <param name="groups">The names of each group's parameters; null to find those that fit alone by shape.</param>
    /// <param name="optimizerPath">The optimizer of a model.</param>
    /// <exception cref="CheckpointException">It cannot be read, or is no such file.</exception>
    public static Checkpoint Open(string path, IReadOnlyList<IReadOnlyList<string>>? groups, string? optimizerPath = null) => Open(path, (file, content) =>
    {
        if (IsOptimizer(file))
        {
            return optimizerPath is not null
                ? throw file.Fail("is a file of an optimizer, not of a model")
                : OfOptimizer(new TorchSharpOptimizer(file).Read(groups, []), [], content, path);
        }

        Checkpoint model = ReadModel(file, content);
        if (optimizerPath is null)
        {
            return model;
        }

        SourceFile second = new(optimizerPath);
        try
        {
            return OfOptimizer(new TorchSharpOptimizer(second).Read(groups, model.Tensors), model.Tensors, new TwoFiles(content, new TorchSharpFile(second)), path);
        }
        catch
        {
            second.Dispose();
            throw;
        }
    });

    public bool Verify(Checkpoint checkpoint, CancellationToken cancellation) => false;

    public void Dispose() => _file.Dispose();

    private static Checkpoint Open(string path, Func<SourceFile, TorchSharpFile, Checkpoint> read)
    {
        SourceFile file = new(path);
        try
        {
            return read(file, new TorchSharpFile(file));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static bool IsOptimizer(SourceFile file) => TorchSharpLayout.Begins(file.Read(0, (int)Math.Min(file.Length, 32)));

    private static Checkpoint ReadModel(SourceFile file, TorchSharpFile content)
    {
        TorchSharpReader reader = new(file);
        long count = reader.Whole("the number of tensors");
        if (count > MostTensors || count > file.Length)
        {
            throw file.Fail("is no file of TorchSharp: it begins with neither the name of an optimizer nor a number of tensors that it can hold");
        }

        List<CheckpointTensor> tensors = [];
        for (long i = 0; i < count; i++)
        {
            string name = reader.Text();
            tensors.Add(name.Length > 0 ? reader.Tensor(name) : throw reader.Fail("has a tensor without a name"));
        }

        if (!reader.IsAtEnd)
        {
            throw reader.Fail("goes on after its last tensor; it is damaged, or no file of TorchSharp");
        }

        try
        {
            return new Checkpoint(tensors, new Dictionary<string, string>(), content) { Source = file.Path };
        }
        catch (ArgumentException exception)
        {
            throw file.Fail(exception.Message.Split(" (Parameter")[0], exception);
        }
    }

    private static Checkpoint OfOptimizer((OptimizerRecord Record, IReadOnlyList<CheckpointTensor> Arrays) optimizer, IReadOnlyList<CheckpointTensor> model, ICheckpointFile file, string path)
    {
        Dictionary<string, string> metadata = new(StringComparer.Ordinal) { [MetadataKeys.Optimizer] = OptimizerRecordJson.Write(optimizer.Record) };
        try
        {
            return new Checkpoint([.. model, .. optimizer.Arrays], metadata, file) { Optimizer = optimizer.Record, Source = path };
        }
        catch (ArgumentException exception)
        {
            throw new CheckpointException($"{Printable.Of(path, int.MaxValue)}: {exception.Message.Split(" (Parameter")[0]}", exception);
        }
    }

    private sealed class TwoFiles(ICheckpointFile first, ICheckpointFile second) : ICheckpointFile
    {
        public bool Verify(Checkpoint checkpoint, CancellationToken cancellation) => false;

        public void Dispose()
        {
            first.Dispose();
            second.Dispose();
        }
    }
}
