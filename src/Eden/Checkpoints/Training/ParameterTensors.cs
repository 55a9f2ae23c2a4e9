using System.Numerics;

namespace Eden.Checkpoints;

/// <summary>Arrays of parameters and optimizers as tensors of a checkpoint, without a copy.</summary>
internal static unsafe class ParameterTensors
{
    /// <summary>The values.</summary>
    public static CheckpointTensor Value<T>(Parameter<T> parameter)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ObjectDisposedException.ThrowIf(parameter.IsDisposed, parameter);
        return new MemoryTensor(parameter.Name, TensorTypes.Of<T>(), parameter.Shape, parameter.ValuePointer, parameter);
    }

    /// <summary>An array of any shape.</summary>
    public static CheckpointTensor Array<T>(string name, ReadOnlySpan<long> shape, T* start, object owner)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new MemoryTensor(name, TensorTypes.Of<T>(), shape, start, owner);
}
