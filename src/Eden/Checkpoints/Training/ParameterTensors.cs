using System.Numerics;
using Eden.Kernels;

namespace Eden.Checkpoints;

/// <summary>Arrays of parameters and optimizers as tensors of a checkpoint, without a copy.</summary>
internal static unsafe class ParameterTensors
{
    /// <summary>The values.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <param name="own">The elements that this process writes; null for all.</param>
    public static CheckpointTensor Value<T>(Parameter<T> parameter, Block? own = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ObjectDisposedException.ThrowIf(parameter.IsDisposed, parameter);
        return Array(parameter.Name, parameter.Shape, parameter.ValuePointer, parameter, own);
    }

    /// <summary>An array of any shape.</summary>
    public static CheckpointTensor Array<T>(string name, ReadOnlySpan<long> shape, T* start, object owner, Block? own = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new MemoryTensor(name, TensorTypes.Of<T>(), shape, start, owner) { OwnBytes = own is Block part ? (part.Offset * sizeof(T), part.Length * sizeof(T)) : null };
}
