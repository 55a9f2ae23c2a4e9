namespace Eden.Checkpoints;

/// <summary>What is known of each <see cref="TensorType"/>.</summary>
internal static class TensorTypes
{
    private static readonly (TensorType Type, int Size, string Name)[] All =
    [
        (TensorType.F64, 8, "F64"),
        (TensorType.F32, 4, "F32"),
        (TensorType.F16, 2, "F16"),
        (TensorType.BF16, 2, "BF16"),
        (TensorType.F8E4M3, 1, "F8_E4M3"),
        (TensorType.F8E5M2, 1, "F8_E5M2"),
        (TensorType.I64, 8, "I64"),
        (TensorType.I32, 4, "I32"),
        (TensorType.I16, 2, "I16"),
        (TensorType.I8, 1, "I8"),
        (TensorType.U64, 8, "U64"),
        (TensorType.U32, 4, "U32"),
        (TensorType.U16, 2, "U16"),
        (TensorType.U8, 1, "U8"),
        (TensorType.Boolean, 1, "BOOL"),
    ];

    /// <summary>The type that a parameter of <typeparamref name="T"/> is saved in.</summary>
    public static TensorType Of<T>()
        where T : unmanaged => typeof(T) == typeof(float) ? TensorType.F32
            : typeof(T) == typeof(double) ? TensorType.F64
            : throw new NotSupportedException($"Elements of type {typeof(T).Name} are not supported; supported are Single and Double.");

    /// <summary>The bytes of an element.</summary>
    public static int Size(this TensorType type) => All[(int)type].Size;

    /// <summary>Whether the elements are integers, as truth values are.</summary>
    public static bool IsInteger(this TensorType type) => type >= TensorType.I64;

    /// <summary>The name of the type in safetensors, for example <c>F32</c>.</summary>
    public static string FormatName(this TensorType type) => All[(int)type].Name;

    /// <summary>All names, for messages.</summary>
    public static string Names => string.Join(", ", All.Select(entry => entry.Name));

    /// <summary>The type with a name as safetensors has it.</summary>
    public static bool TryParse(string name, out TensorType type)
    {
        int index = Array.FindIndex(All, entry => entry.Name == name);
        type = (TensorType)Math.Max(index, 0);
        return index >= 0;
    }
}
