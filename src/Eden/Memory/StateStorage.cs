namespace Eden;

/// <summary>How the averages among the state of parameters of float32 are stored (docs/storage.md). Steps compute in float32.</summary>
public enum StateStorage
{
    /// <summary>In the parameter's type.</summary>
    Full,

    /// <summary>bfloat16: 2 bytes each.</summary>
    BFloat16,

    /// <summary>8-bit floats that share an exponent among 32: 1.03 bytes each.</summary>
    Float8,
}
