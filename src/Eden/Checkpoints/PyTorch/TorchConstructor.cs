namespace Eden.Checkpoints.PyTorch;

/// <summary>Makes what the names of a pickle stand for.</summary>
/// <param name="records">The records of the file.</param>
internal sealed class TorchConstructor(IReadOnlyDictionary<string, ZipEntry> records)
{
    /// <summary>Views may share a storage and repeat its elements, so a small file could stand for any number of bytes. This many
    /// times the file is more than any model shares.</summary>
    private const int MostSharing = 64;

    private const long AlwaysAllowed = 64 << 20;

    private readonly long _mostBytes = AlwaysAllowed + (MostSharing * records.Values.Sum(record => record.Length));
    private long _bytes;

    /// <summary>What <c>name(*arguments)</c> would make.</summary>
    public object? Call(TorchGlobal name, TorchList arguments)
    {
        object?[] items = [.. arguments.Items];
        return (name.Meaning, items) switch
        {
            (TorchGlobalMeaning.Dictionary, []) => new TorchDictionary(),
            (TorchGlobalMeaning.Dictionary, [TorchDictionary copied]) => Copy(copied.Pairs.Select(pair => ((object?)pair.Key, pair.Value))),
            (TorchGlobalMeaning.Dictionary, [TorchList { IsTuple: false } pairs]) => Copy(pairs.Items.Select(Pair)),
            (TorchGlobalMeaning.Tensor, [TorchStorage storage, long offset, TorchList shape, TorchList strides, bool, TorchDictionary, .. object?[] rest]) =>
                MakeTensor(storage, TypeOf(storage, name, rest), offset, Whole(shape), Whole(strides)),
            (TorchGlobalMeaning.Parameter, [TorchArray tensor, bool, TorchDictionary, .. { Length: <= 1 }]) => tensor,
            (TorchGlobalMeaning.TypedTensor, [TorchGlobal { Meaning: TorchGlobalMeaning.Tensor or TorchGlobalMeaning.Parameter } inner, TorchGlobal { Meaning: TorchGlobalMeaning.TensorClass }, TorchList innerArguments, _]) =>
                Call(inner, innerArguments),
            (TorchGlobalMeaning.Size, [TorchList { IsTuple: true } shape]) => shape,
            (TorchGlobalMeaning.Device, [string device, .. { Length: <= 1 }]) => device,
            _ => throw new PickleException($"'{name.Name}' is called with arguments that it does not have"),
        };
    }

    /// <summary>The storage that a tuple <c>('storage', type, key, location, number of elements)</c> names.</summary>
    public TorchStorage FindStorage(TorchList key)
    {
        if (key.Items is not ["storage", TorchGlobal { Meaning: TorchGlobalMeaning.Storage, Type: TensorType type }, string name, string, long count])
        {
            throw new PickleException("a storage is named in a way that PyTorch does not");
        }

        ZipEntry record = records.GetValueOrDefault($"data/{name}")
            ?? throw new PickleException($"the storage '{Printable.Of(name)}' has no record in the file");
        if (!record.IsStored)
        {
            throw new PickleException($"the storage '{Printable.Of(name)}' is compressed or encrypted, which PyTorch does not do");
        }

        return count >= 0 && (Int128)count * type.Size() == record.Length
            ? new TorchStorage(record, type)
            : throw new PickleException($"the storage '{Printable.Of(name)}' should have {count} elements of {type.FormatName()}, and its record has {record.Length} bytes");
    }

    private static TorchDictionary Copy(IEnumerable<(object? Key, object? Value)> pairs)
    {
        TorchDictionary dictionary = new();
        foreach ((object? key, object? value) in pairs)
        {
            dictionary.Add(key, value);
        }

        return dictionary;
    }

    private static (object? Key, object? Value) Pair(object? item) => item is TorchList { Items: { Count: 2 } pair }
        ? (pair[0], pair[1])
        : throw new PickleException("a dictionary is made of something other than pairs");

    private TorchArray MakeTensor(TorchStorage storage, TensorType type, long offset, long[] shape, long[] strides)
    {
        TorchArray tensor = new(storage, type, offset, shape, strides);
        Int128 bytes = (Int128)tensor.Length * type.Size();
        if (bytes > _mostBytes - _bytes)
        {
            throw new PickleException($"the views of the file stand for more than {_mostBytes} bytes, {MostSharing} times what it holds");
        }

        _bytes += (long)bytes;
        return tensor;
    }

    /// <summary>The element type: the storage's, or in v3 one that is given. What may follow is a dictionary of signs (conjugate,
    /// negative) that has no meaning for real numbers.</summary>
    private static TensorType TypeOf(TorchStorage storage, TorchGlobal name, object?[] rest)
    {
        bool isTyped = name.Name.EndsWith("v3", StringComparison.Ordinal);
        return rest switch
        {
            [TorchGlobal { Meaning: TorchGlobalMeaning.Type, Type: TensorType type }, .. object?[] signs] when isTyped && AreNone(signs) => type,
            _ when !isTyped && AreNone(rest) => storage.Type,
            _ => throw new PickleException($"'{name.Name}' is called with arguments that it does not have"),
        };
    }

    private static bool AreNone(object?[] signs) => signs is [] or [null] or [TorchDictionary { Pairs.Count: 0 }];

    private static long[] Whole(TorchList list) =>
        [.. list.Items.Select(item => item is long number ? number : throw new PickleException("a shape has something other than whole numbers"))];
}
