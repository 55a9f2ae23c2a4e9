namespace Eden.Checkpoints.PyTorch;

/// <summary>PyTorch's names of element types.</summary>
internal static class TorchTypes
{
    /// <summary>The class of storages and the <c>dtype</c> by name. Types that came after storages had lost their types are written
    /// with an untyped storage.</summary>
    private static readonly (TensorType Type, string? Storage, string Name)[] All =
    [
        (TensorType.F64, "DoubleStorage", "float64"),
        (TensorType.F32, "FloatStorage", "float32"),
        (TensorType.F16, "HalfStorage", "float16"),
        (TensorType.BF16, "BFloat16Storage", "bfloat16"),
        (TensorType.F8E4M3, null, "float8_e4m3fn"),
        (TensorType.F8E5M2, null, "float8_e5m2"),
        (TensorType.I64, "LongStorage", "int64"),
        (TensorType.I32, "IntStorage", "int32"),
        (TensorType.I16, "ShortStorage", "int16"),
        (TensorType.I8, "CharStorage", "int8"),
        (TensorType.U64, null, "uint64"),
        (TensorType.U32, null, "uint32"),
        (TensorType.U16, null, "uint16"),
        (TensorType.U8, "ByteStorage", "uint8"),
        (TensorType.Boolean, "BoolStorage", "bool"),
    ];

    /// <summary>The names that a pickle may use.</summary>
    public static IEnumerable<TorchGlobal> Globals()
    {
        yield return new("torch.storage.UntypedStorage", TorchGlobalMeaning.Storage, TensorType.U8);
        foreach ((TensorType type, string? storage, string name) in All)
        {
            yield return new($"torch.{name}", TorchGlobalMeaning.Type, type);
            if (storage is not null)
            {
                yield return new($"torch.{storage}", TorchGlobalMeaning.Storage, type);
            }
        }
    }

    /// <summary>The class of the storage, and the type where that does not say it.</summary>
    public static (string Storage, string? Type) NamesOf(TensorType type)
    {
        (_, string? storage, string name) = Array.Find(All, entry => entry.Type == type);
        return storage is null ? ("UntypedStorage", name) : (storage, null);
    }
}
