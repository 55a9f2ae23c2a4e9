using System.Numerics;
using Eden.Kernels;

namespace Eden;

/// <summary>The formats of state, by what its numbers are.</summary>
internal static class StateFormats
{
    private static readonly BFloat16Format BFloat16 = new();
    private static readonly SignedFloat8Format Signed = new();
    private static readonly UnsignedFloat8Format Unsigned = new();

    /// <summary>The formats of the state of a group; null where all of it is plain.</summary>
    /// <exception cref="NotSupportedException">The optimizer or the element type has no state that can be stored so.</exception>
    public static SegmentStorage<T>? Of<T>(ParameterGroup<T> group)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        StateStorage storage = group.Storage.State;
        if (storage == StateStorage.Full)
        {
            return null;
        }

        if (typeof(T) != typeof(float))
        {
            throw new NotSupportedException($"Only parameters of float can have state in {storage}, not of {typeof(T).Name}.");
        }

        OptimizerOptions options = group.Options;
        StorageFormat<T>?[] formats = [.. Enumerable.Range(0, options.StateNames.Length).Select(index => Of<T>(storage, options.KindOfState(index)))];
        return formats.Any(format => format is not null)
            ? new SegmentStorage<T> { States = formats }
            : throw new NotSupportedException($"{OptimizerRegistry.NameOf(options)} has no state that can be stored in {storage}; leave out Storage of its group.");
    }

    /// <summary>The format of state of a kind; null for plain elements.</summary>
    public static StorageFormat<T>? Of<T>(StateStorage storage, StateKind kind)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => (storage, kind) switch
        {
            (StateStorage.Full, _) or (_, StateKind.Exact) => null,
            (StateStorage.BFloat16, _) => BFloat16 as StorageFormat<T>,
            (_, StateKind.SignedAverage) => Signed as StorageFormat<T>,
            _ => Unsigned as StorageFormat<T>,
        };
}
