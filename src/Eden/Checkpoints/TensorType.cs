namespace Eden.Checkpoints;

/// <summary>The type of the elements of a tensor in a file, by the names of safetensors. All are little-endian.</summary>
public enum TensorType
{
    /// <summary>IEEE double precision, 8 bytes.</summary>
    F64,

    /// <summary>IEEE single precision, 4 bytes.</summary>
    F32,

    /// <summary>IEEE half precision, 2 bytes.</summary>
    F16,

    /// <summary>The upper half of a single, 2 bytes.</summary>
    BF16,

    /// <summary>Eight bits: 1 of sign, 4 of exponent, 3 of mantissa, without infinity.</summary>
    F8E4M3,

    /// <summary>Eight bits: 1 of sign, 5 of exponent, 2 of mantissa.</summary>
    F8E5M2,

    /// <summary>8 bytes, signed.</summary>
    I64,

    /// <summary>4 bytes, signed.</summary>
    I32,

    /// <summary>2 bytes, signed.</summary>
    I16,

    /// <summary>1 byte, signed.</summary>
    I8,

    /// <summary>8 bytes, unsigned.</summary>
    U64,

    /// <summary>4 bytes, unsigned.</summary>
    U32,

    /// <summary>2 bytes, unsigned.</summary>
    U16,

    /// <summary>1 byte, unsigned.</summary>
    U8,

    /// <summary>1 byte, 0 or 1.</summary>
    Boolean,
}
