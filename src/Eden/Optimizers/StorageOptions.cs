using System.Numerics;

namespace Eden;

/// <summary>How the state of a group is stored. docs/storage.md says what is gained and what it costs.</summary>
public sealed record StorageOptions
{
    /// <summary>How averages are stored. Exact state, as a sum or a maximum, stays in the parameter's type. Default
    /// <see cref="StateStorage.Full"/>.</summary>
    public StateStorage State { get; init => field = Require.Defined(value); }

    /// <summary>The state of parameters with fewer elements stays in the parameter's type: biases and norms matter much and take
    /// little. Default 4096, as in bitsandbytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public long MinimumLength { get; init => field = Require.AtLeastZero(value); } = 4096;

    /// <summary>The bytes that a state array of a parameter takes.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="array">The array, from <see cref="OptimizerOptions.DescribeState(ReadOnlySpan{long})"/>.</param>
    /// <param name="length">The number of elements of the parameter.</param>
    public unsafe long CountBytes<T>(StateArray array, long length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(array);
        return (length < MinimumLength ? null : StateFormats.Of<T>(State, array.Kind))?.BytesFor(array.Length) ?? (sizeof(T) * array.Length);
    }
}
