using System.Numerics;

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
    public bool Fits<T>(string name, ReadOnlySpan<long> shape)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Claim(name);
        if (!checkpoint.TryGetTensor(name, out CheckpointTensor? tensor))
        {
            Refuse($"'{Printable.Of(name)}' is not in the checkpoint");
            return false;
        }

        if (tensor.Type != TensorTypes.Of<T>() || !tensor.Shape.SequenceEqual(shape))
        {
            Refuse($"'{Printable.Of(name)}' is {tensor.Type.FormatName()} {CheckpointTensor.ShapeText(tensor.Shape)} in the checkpoint and {TensorTypes.Of<T>().FormatName()} {CheckpointTensor.ShapeText(shape)} here");
            return false;
        }

        return true;
    }

    /// <summary>Plans to copy a tensor that fits.</summary>
    /// <param name="name">The tensor.</param>
    /// <param name="destination">The array.</param>
    public unsafe void Copy(string name, void* destination)
    {
        checkpoint.TryGetTensor(name, out CheckpointTensor? tensor);
        _loaded.Add(name);
        Change(() => tensor!.CopyTo(destination));
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
