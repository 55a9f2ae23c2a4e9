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

    public IReadOnlyList<string> Misfits => _misfits;

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
    /// <param name="isNumber">Whether it may be float32 whatever the type.</param>
    public bool Fits<T>(string name, ReadOnlySpan<long> shape, bool isNumber = false)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Claim(name);
        if (!checkpoint.TryGetTensor(name, out CheckpointTensor? tensor))
        {
            Refuse($"'{Printable.Of(name)}' is not in the checkpoint");
            return false;
        }

        if ((tensor.Type != TensorTypes.Of<T>() && !(isNumber && tensor.Type == TensorType.F32)) || !tensor.Shape.SequenceEqual(shape))
        {
            Refuse($"'{Printable.Of(name)}' is {tensor.Type.FormatName()} {CheckpointTensor.ShapeText(tensor.Shape)} in the checkpoint and {TensorTypes.Of<T>().FormatName()} {CheckpointTensor.ShapeText(shape)} here");
            return false;
        }

        return true;
    }

    /// <summary>Plans to copy a tensor that fits.</summary>
    /// <param name="name">The tensor.</param>
    /// <param name="destination">The array.</param>
    /// <param name="part">The elements to copy; left out, all.</param>
    public unsafe void Copy<T>(string name, T* destination, Block? part = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        checkpoint.TryGetTensor(name, out CheckpointTensor? tensor);
        _loaded.Add(name);
        Change(() => CopyOrWiden(tensor!, destination, part ?? new Block(0, tensor!.Length)));
    }

    private static unsafe void CopyOrWiden<T>(CheckpointTensor tensor, T* destination, Block part)
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

    public LoadReport Apply()
    {
        foreach (Action change in _changes)
        {
            change();
        }

        return new LoadReport { Loaded = _loaded, Misfits = _misfits, ChangedOptions = _changedOptions, PassedOver = [.. checkpoint.GetOtherTensorNames().Where(name => !_claimed.Contains(name))] };
    }
}
