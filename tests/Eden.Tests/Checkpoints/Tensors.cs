using System.Buffers.Binary;
using System.Text;
using Eden.Checkpoints;

namespace Eden.Tests.Checkpoints;

/// <summary>Tensors and files made by hand.</summary>
internal static unsafe class Tensors
{
    /// <summary>A tensor of given bytes, in an array that it keeps.</summary>
    public static CheckpointTensor Of(string name, TensorType type, long[] shape, byte[] bytes)
    {
        byte[] pinned = GC.AllocateArray<byte>(Math.Max(bytes.Length, 1), pinned: true);
        bytes.CopyTo(pinned, 0);
        fixed (byte* start = pinned)
        {
            return new MemoryTensor(name, type, shape, start, pinned);
        }
    }

    public static byte[] BytesOf(CheckpointTensor tensor)
    {
        byte[] bytes = new byte[tensor.ByteLength];
        tensor.CopyTo(0, bytes);
        return bytes;
    }

    /// <summary>A safetensors file: a header and as many bytes of data, 0, 1, 2 and so on.</summary>
    public static byte[] File(string header, int dataLength, ulong? headerLength = null)
    {
        byte[] json = Encoding.UTF8.GetBytes(header);
        byte[] file = new byte[8 + json.Length + dataLength];
        BinaryPrimitives.WriteUInt64LittleEndian(file, headerLength ?? (ulong)json.Length);
        json.CopyTo(file, 8);
        for (int i = 0; i < dataLength; i++)
        {
            file[8 + json.Length + i] = (byte)i;
        }

        return file;
    }
}
