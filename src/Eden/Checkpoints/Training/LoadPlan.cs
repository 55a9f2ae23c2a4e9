using System.Numerics;
using Eden.Kernels;

namespace Eden.Checkpoints;

/// <summary>What a load is going to do. Everything is compared first; the changes are made when all is known to fit.</summary>
/// <param name="checkpoint">What is loaded.</param>
internal sealed class LoadPlan(Checkpoint checkpoint)
{
    private readonly HashSet<string> _claimed = new(StringComparer.Ordinal);
    private readonly List<string> _loaded = [];
    private readonly List<string> _misfits = [];
    private readonly List<string> _changedOptions = [];
    private readonly List<Action> _changes = [];

    public Checkpoint Checkpoint => checkpoint;

    /// <summary>Begins to load a checkpoint: compares its format and its check sums.</summary>
    /// <exception cref="CheckpointException">It is of another format, or damaged.</exception>
    public static LoadPlan Begin(Checkpoint checkpoint, LoadOptions options)
    {
        if (checkpoint.Metadata.TryGetValue(MetadataKeys.Format, out string? format) && format != MetadataKeys.CurrentFormat)
        {
            throw new CheckpointException($"{checkpoint.Where(MetadataKeys.Format)}: is '{Printable.Of(format)}'; this version of Eden reads {MetadataKeys.CurrentFormat}");
        }

        if (options.VerifyHash != false && !checkpoint.VerifyHash() && options.VerifyHash == true)
        {
            throw new CheckpointException($"{checkpoint.Where(MetadataKeys.Hash)}: is missing, so the tensors cannot be verified; load without");
        }

        return new LoadPlan(checkpoint);
    }

    public void Refuse(string misfit) => _misfits.Add(misfit);

    public void NoteOption(string change) => _changedOptions.Add(change);

    public void Change(Action change) => _changes.Add(change);

    /// <summary>Takes note that a tensor belongs to something, whether it is loaded or not.</summary>
    public void Claim(string name) => _claimed.Add(name);

    /// <summary>The names of tensors that nothing has claimed, but for those that stand beside the model.</summary>
    public IEnumerable<string> Unclaimed => checkpoint.Tensors.Select(tensor => tensor.Name).Where(name => !_claimed.Contains(name)).Except(checkpoint.GetOtherTensorNames());

    /// <summary>Whether a tensor is there and fits an array of a shape; if not, that is a misfit.</summary>
    /// <param name="name">The tensor.</param>
    /// <param name="shape">The shape.</param>
    public bool Fits<T>(string name, ReadOnlySpan<long> shape)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Fits(name, TensorTypes.Of<T>(), shape);

    /// <summary>Whether a tensor is there and fits an array of a type and shape; if not, that is a misfit.</summary>
    /// <param name="name">The tensor.</param>
    /// <param name="type">The element type.</param>
    /// <param name="shape">The shape.</param>
    /// <param name="isNumber">Whether it may be float32 whatever the type.</param>
    public bool Fits(string name, TensorType type, ReadOnlySpan<long> shape, bool isNumber = false)
    {
        Claim(name);
        if (!checkpoint.TryGetTensor(name, out CheckpointTensor? tensor))
        {
            Refuse($"'{Printable.Of(name)}' is not in the checkpoint");
            return false;
        }

        if ((tensor.Type != type && !(isNumber && tensor.Type == TensorType.F32)) || !tensor.Shape.SequenceEqual(shape))
        {
            Refuse($"'{Printable.Of(name)}' is {tensor.Type.FormatName()} {CheckpointTensor.ShapeText(tensor.Shape)} in the checkpoint and {type.FormatName()} {CheckpointTensor.ShapeText(shape)} here");
            return false;
        }

        return true;
    }

    /// <summary>Plans to copy a tensor that fits.</summary>
    /// <param name="name">The tensor.</param>
    /// <param name="destination">The array.</param>
    public unsafe void Copy<T>(string name, T* destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Load(name, tensor => CopyOrWiden(tensor, destination, new Block(0, tensor.Length)));

    /// <summary>Plans to take a tensor that fits.</summary>
    public void Load(string name, Action<CheckpointTensor> take)
    {
        checkpoint.TryGetTensor(name, out CheckpointTensor? tensor);
        _loaded.Add(name);
        Change(() => take(tensor!));
    }

    /// <summary>Copies a part of a tensor; a number may be float32 whatever the type.</summary>
    public static unsafe void CopyOrWiden<T>(CheckpointTensor tensor, T* destination, Block part)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (part.Length == 0)
        {
            return;
        }

        if (tensor.Type == TensorTypes.Of<T>())
        {
            tensor.CopyTo(destination, part.Offset, part.Length);
            return;
        }

        Span<double> number = stackalloc double[1];
        tensor.ReadNumbers(0, number);
        *destination = T.CreateTruncating(number[0]);
    }

    /// <summary>Makes all changes, unless something does not fit that has to.</summary>
    /// <exception cref="CheckpointException">Something does not fit. Nothing has changed.</exception>
    public LoadReport Apply(LoadOptions options)
    {
        foreach (string name in Unclaimed)
        {
            Refuse($"'{Printable.Of(name)}' is in the checkpoint, but not here");
        }

        if (options.Strict && _misfits.Count > 0)
        {
            string source = checkpoint.Source.Length > 0 ? $"{Printable.Of(checkpoint.Source, int.MaxValue)}: " : "";
            throw new CheckpointException($"{source}does not fit, and nothing was loaded: {string.Join("; ", _misfits)}");
        }

        foreach (Action change in _changes)
        {
            change();
        }

        return new LoadReport { Loaded = _loaded, Misfits = _misfits, ChangedOptions = _changedOptions, PassedOver = [.. checkpoint.GetOtherTensorNames().Where(name => !_claimed.Contains(name))] };
    }
}
