using System.Numerics;

namespace Eden.Checkpoints;

/// <summary>Arrays of parameters and optimizers as tensors of a checkpoint, without a copy.</summary>
internal static unsafe class ParameterTensors
{
    public static long[] ShapeOf<T>(Parameter<T> parameter)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        long[] shape = new long[parameter.Shape.Length];
        for (int i = 0; i < shape.Length; i++)
        {
            shape[i] = parameter.Shape[i];
        }

        return shape;
    }

    /// <summary>The values.</summary>
    public static CheckpointTensor Value<T>(Parameter<T> parameter)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ObjectDisposedException.ThrowIf(parameter.IsDisposed, parameter);
        return new MemoryTensor(parameter.Name, TensorTypes.Of<T>(), ShapeOf(parameter), parameter.ValuePointer, parameter);
    }

    /// <summary>An array of the parameter's shape.</summary>
    public static CheckpointTensor Array<T>(string name, Parameter<T> parameter, T* start, object owner)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new MemoryTensor(name, TensorTypes.Of<T>(), ShapeOf(parameter), start, owner);
}
