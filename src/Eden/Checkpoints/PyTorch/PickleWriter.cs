using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Eden.Checkpoints.PyTorch;

/// <summary>Writes a pickle of protocol 2 of what state_dicts hold. Nothing is memorized: names are few, and values are written
/// where they stand.</summary>
internal sealed class PickleWriter
{
    private readonly ArrayBufferWriter<byte> _pickle = new();

    public PickleWriter()
    {
        Operation(Opcode.Proto);
        Byte(2);
    }

    /// <summary>Ends the pickle.</summary>
    public byte[] ToArray()
    {
        Operation(Opcode.Stop);
        return _pickle.WrittenSpan.ToArray();
    }

    public void None() => Operation(Opcode.None);

    public void Flag(bool value) => Operation(value ? Opcode.NewTrue : Opcode.NewFalse);

    public void Number(double value)
    {
        Operation(Opcode.BinFloat);
        Span<byte> bytes = stackalloc byte[sizeof(double)];
        BinaryPrimitives.WriteDoubleBigEndian(bytes, value);
        _pickle.Write(bytes);
    }

    public void Whole(long value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        if (value is >= int.MinValue and <= int.MaxValue)
        {
            Operation(Opcode.BinInt);
            BinaryPrimitives.WriteInt32LittleEndian(bytes, (int)value);
            _pickle.Write(bytes[..4]);
        }
        else
        {
            Operation(Opcode.Long1);
            Byte(sizeof(long));
            BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
            _pickle.Write(bytes);
        }
    }

    public void Text(string value)
    {
        byte[] text = Encoding.UTF8.GetBytes(value);
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, text.Length);
        Operation(Opcode.BinUnicode);
        _pickle.Write(length);
        _pickle.Write(text);
    }

    /// <summary>A dictionary of text to whatever <paramref name="write"/> writes for a value.</summary>
    public void Dictionary<T>(IEnumerable<(string Key, T Value)> pairs, Action<T> write)
    {
        Operation(Opcode.EmptyDict);
        SetItems(pairs, Text, write);
    }

    /// <summary>The same with whole numbers as keys.</summary>
    public void Dictionary<T>(IEnumerable<(long Key, T Value)> pairs, Action<T> write)
    {
        Operation(Opcode.EmptyDict);
        SetItems(pairs, Whole, write);
    }

    /// <summary>A dictionary of the kind that models' state_dicts are.</summary>
    public void OrderedDictionary<T>(IEnumerable<(string Key, T Value)> pairs, Action<T> write)
    {
        EmptyOrderedDictionary();
        SetItems(pairs, Text, write);
    }

    public void List<T>(IEnumerable<T> items, Action<T> write)
    {
        Operation(Opcode.EmptyList);
        Operation(Opcode.Mark);
        foreach (T item in items)
        {
            write(item);
        }

        Operation(Opcode.Appends);
    }

    public void Tuple<T>(IEnumerable<T> items, Action<T> write)
    {
        Operation(Opcode.Mark);
        foreach (T item in items)
        {
            write(item);
        }

        Operation(Opcode.Tuple);
    }

    /// <summary>A tensor with a storage of its own.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="key">The name of the storage's record.</param>
    public void Tensor(CheckpointTensor tensor, string key)
    {
        (string storage, string? type) = TorchTypes.NamesOf(tensor.Type);
        Global("torch._utils", type is null ? "_rebuild_tensor_v2" : "_rebuild_tensor_v3");
        Operation(Opcode.Mark);
        Operation(Opcode.Mark);
        Text("storage");
        Global(type is null ? "torch" : "torch.storage", storage);
        Text(key);
        Text("cpu");
        Whole(type is null ? tensor.Length : tensor.ByteLength);
        Operation(Opcode.Tuple);
        Operation(Opcode.BinPersId);
        Whole(0);
        Tuple(tensor.Shape.ToArray(), Whole);
        Tuple(StridesOf(tensor.Shape), Whole);
        Flag(false);
        EmptyOrderedDictionary();
        if (type is not null)
        {
            Global("torch", type);
        }

        Operation(Opcode.Tuple);
        Operation(Opcode.Reduce);
    }

    private static long[] StridesOf(ReadOnlySpan<long> shape)
    {
        long[] strides = new long[shape.Length];
        long stride = 1;
        for (int i = shape.Length - 1; i >= 0; i--)
        {
            strides[i] = stride;
            stride *= Math.Max(shape[i], 1);
        }

        return strides;
    }

    private void EmptyOrderedDictionary()
    {
        Global("collections", "OrderedDict");
        Operation(Opcode.EmptyTuple);
        Operation(Opcode.Reduce);
    }

    private void SetItems<TKey, T>(IEnumerable<(TKey Key, T Value)> pairs, Action<TKey> writeKey, Action<T> write)
    {
        Operation(Opcode.Mark);
        foreach ((TKey key, T value) in pairs)
        {
            writeKey(key);
            write(value);
        }

        Operation(Opcode.SetItems);
    }

    private void Global(string module, string name)
    {
        Operation(Opcode.Global);
        _pickle.Write(Encoding.ASCII.GetBytes($"{module}\n{name}\n"));
    }

    private void Operation(Opcode opcode) => Byte((byte)opcode);

    private void Byte(byte value) => _pickle.Write([value]);
}
