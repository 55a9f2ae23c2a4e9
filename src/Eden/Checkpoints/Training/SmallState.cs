using System.Numerics;
using Eden.Kernels;

namespace Eden.Checkpoints;

/// <summary>State arrays with a format as tensors: bfloat16 as BF16; 8-bit floats as U8, with the exponents of their groups in a tensor of
/// their own.</summary>
internal static unsafe class SmallState
{
    /// <summary>Ends the name of the tensor of exponents.</summary>
    public const string Exponents = ".exponents";

    /// <summary>The tensors of an array, which lies at an address as its format has it.</summary>
    public static IEnumerable<CheckpointTensor> Tensors<T>(string name, StateArray array, StorageFormat<T> format, byte* start, object owner)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        List<CheckpointTensor> tensors = [new MemoryTensor(name, TypeOf(format), array.Shape, start, owner)];
        if (format is Float8Format)
        {
            tensors.Add(new MemoryTensor(name + Exponents, TensorType.U8, [Float8Format.CountExponents(array.Length)], start + Float8Format.ExponentOffset(array.Length), owner));
        }

        return tensors;
    }

    /// <summary>Whether the tensors of an array of a small type are there; if not, that is a misfit.</summary>
    public static bool Fits(LoadPlan plan, string name, StateArray array, TensorType type) =>
        plan.Fits(name, type, array.Shape) && (type != TensorType.U8 || plan.Fits(name + Exponents, type, [Float8Format.CountExponents(array.Length)]));

    /// <summary>Takes a tensor as it is, or rounds one in full as after a step.</summary>
    public static void Set<T>(CheckpointTensor tensor, StateArray array, StorageFormat<T> format, byte* start, long step)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (tensor.Type == TensorTypes.Of<T>())
        {
            Encode(tensor, array.Length, format, start, step);
        }
        else
        {
            tensor.CopyTo(start, 0, tensor.Length);
        }
    }

    /// <summary>The type of the tensor of a format.</summary>
    public static TensorType TypeOf<T>(StorageFormat<T> format)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => format is Float8Format ? TensorType.U8 : TensorType.BF16;

    /// <summary>Makes an array what it is before the first step.</summary>
    public static void Clear<T>(StateArray array, StorageFormat<T> format, byte* start)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        long bytes = format.BytesFor(array.Length);
        for (long done = 0; done < bytes; done += int.MaxValue)
        {
            new Span<byte>(start + done, (int)Math.Min(int.MaxValue, bytes - done)).Clear();
        }
    }

    private static void Encode<T>(CheckpointTensor tensor, long length, StorageFormat<T> format, byte* start, long step)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T* tile = stackalloc T[Tile<T>.Length];
        for (long first = 0; first < length; first += Tile<T>.Length)
        {
            int count = (int)Math.Min(Tile<T>.Length, length - first);
            tensor.CopyTo(first * sizeof(T), new Span<byte>(tile, count * sizeof(T)));
            format.Encode(tile, start, length, first, count, (uint)step);
        }
    }
}
