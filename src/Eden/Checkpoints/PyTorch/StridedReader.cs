using System.Runtime.CompilerServices;

namespace Eden.Checkpoints.PyTorch;

/// <summary>Reads a view whose elements do not lie row by row, as a transposed matrix that jumps at every
/// element.</summary>
/// <param name="array">The view.</param>
/// <param name="storage">The address of the storage that it is a view of.</param>
internal readonly unsafe struct StridedReader(TorchArray array, byte* storage)
{
    private readonly int _size = array.Type.Size();

    /// <summary>Copies bytes out of the row-major form of the view.</summary>
    /// <param name="offset">The first byte.</param>
    /// <param name="destination">Takes as many bytes as it is long; all are in the view.</param>
    public void Read(long offset, Span<byte> destination)
    {
        int within = (int)(offset % _size);
        if (within != 0 || destination.Length % _size != 0)
        {
            // Whole elements around what is wanted, then the part.
            byte[] whole = new byte[(within + destination.Length + _size - 1) / _size * _size];
            ReadElements(offset / _size, whole);
            whole.AsSpan(within, destination.Length).CopyTo(destination);
        }
        else
        {
            ReadElements(offset / _size, destination);
        }
    }

    private void ReadElements(long first, Span<byte> destination)
    {
        ReadOnlySpan<long> shape = array.Shape;
        ReadOnlySpan<long> strides = array.Strides;
        Span<long> index = stackalloc long[shape.Length];
        long place = array.Offset;
        for (int i = shape.Length - 1; i >= 0; i--)
        {
            (first, index[i]) = Math.DivRem(first, shape[i]);
            place += index[i] * strides[i];
        }

        fixed (byte* target = destination)
        {
            for (long done = 0; done < destination.Length; done += _size)
            {
                Unsafe.CopyBlockUnaligned(target + done, storage + (place * _size), (uint)_size);
                Advance(index, shape, strides, ref place);
            }
        }
    }

    /// <summary>Goes to the next element in row-major order.</summary>
    private static void Advance(Span<long> index, ReadOnlySpan<long> shape, ReadOnlySpan<long> strides, ref long place)
    {
        for (int i = shape.Length - 1; i >= 0; i--)
        {
            place += strides[i];
            if (++index[i] < shape[i])
            {
                return;
            }

            place -= shape[i] * strides[i];
            index[i] = 0;
        }
    }
}
