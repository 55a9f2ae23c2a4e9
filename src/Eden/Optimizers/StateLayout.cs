using System.Numerics;
using Eden.Kernels;

namespace Eden;

/// <summary>Puts the state of a whole model into one native buffer.</summary>
internal static class StateLayout
{
    /// <summary>One segment per parameter, in the order of the groups, with state arrays at cache lines and no gradient yet.</summary>
    /// <param name="groups">The groups.</param>
    /// <param name="own">The part of the parameters whose state is held. An array that is held in part begins, as an address, where the
    /// whole would.</param>
    public static unsafe (NativeBuffer<T> Buffer, Segment<T>[] Segments, StateArray[][] States) Allocate<T>(ParameterGroup<T>[] groups, Share own)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Parameter<T>[] parameters = [.. groups.SelectMany(group => group.Parameters)];
        StateArray[][] states = [.. groups.SelectMany(group => group.Parameters.Select(parameter => group.Options.DescribeState(parameter.Shape)))];
        if (Array.Find(groups, group => group.Formats is not null && !(group.Options.TakesFormats && (group.Formats.Value is null || group.Options is not LambOptions))) is ParameterGroup<T> refused)
        {
            throw new NotSupportedException($"{OptimizerRegistry.NameOf(refused.Options)} does not take these formats.");
        }

        SegmentStorage<T>?[] storages = [.. groups.SelectMany(FormatsOf)];
        NativeBuffer<T> buffer = new(parameters.Index().Sum(entry => states[entry.Index].Index().Sum(array =>
            Room(array.Item, storages[entry.Index]?.StateAt(array.Index), own.PartOf(entry.Index, entry.Item.Length)))));
        Segment<T>[] segments = new Segment<T>[states.Length];
        T* next = buffer.Pointer;
        for (int i = 0; i < parameters.Length; i++)
        {
            segments[i].Value = parameters[i].ValuePointer;
            segments[i].Storage = storages[i];
            segments[i].FullLength = parameters[i].Length;
            (nint Begin, nint End) part = own.PartOf(i, parameters[i].Length);
            for (int k = 0; k < states[i].Length; k++)
            {
                Block held = HeldOf(states[i][k], storages[i]?.StateAt(k), part);
                T* start = next - held.Offset;
                segments[i].SetState(k, start);

                // The buffer is zeros already; a first touch of all of it would fault every page in.
                if (states[i][k].InitialValue != 0)
                {
                    // An array that starts elsewhere is a sum, and sums stay exact.
                    Fill(storages[i]?.StateAt(k) is null ? start : throw new NotSupportedException($"{states[i][k].Name} has no format; it starts at {states[i][k].InitialValue}."), states[i][k], held);
                }

                next += Room(states[i][k], storages[i]?.StateAt(k), part);
            }
        }

        return (buffer, segments, states);
    }

    /// <summary>The formats of each parameter of a group.</summary>
    private static IEnumerable<SegmentStorage<T>?> FormatsOf<T>(ParameterGroup<T> group)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SegmentStorage<T>? formats = group.Formats ?? StateFormats.Of(group);
        return group.Parameters.Select(parameter => group.Formats is null && parameter.Length < group.Storage.MinimumLength ? null : formats);
    }

    /// <summary>Fills the held part of state with what it starts from.</summary>
    public static unsafe void Fill<T>(T* state, StateArray array, Block held)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T value = Require.NotVanishing<T>(array.InitialValue, nameof(AdagradOptions.InitialAccumulator));
        for (long i = held.Offset; i < held.Offset + held.Length; i++)
        {
            state[i] = value;
        }
    }

    /// <summary>One segment per parameter whose values are zeros of their own.</summary>
    public static unsafe (NativeBuffer<T> Buffer, Segment<T>[] Segments) AllocateValues<T>(Parameter<T>[] parameters)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        NativeBuffer<T> buffer = new(parameters.Sum(parameter => Padded<T>(parameter.Length)));
        Segment<T>[] segments = new Segment<T>[parameters.Length];
        T* next = buffer.Pointer;
        for (int i = 0; i < parameters.Length; i++)
        {
            segments[i].Value = next;
            next += Padded<T>(parameters[i].Length);
        }

        return (buffer, segments);
    }

    /// <summary>The elements of a state array that belong to a part of its parameter: that part where elements are apart from each other,
    /// otherwise all or none.</summary>
    public static Block OwnedOf(StateArray array, (nint Begin, nint End) part) =>
        part.Begin == part.End ? default : array.IsElementwise ? new(part.Begin, part.End - part.Begin) : new(0, array.Length);

    /// <summary>The elements that there is memory for: the owned ones. An array with a format is whole, of which the system lends only the
    /// pages that are written.</summary>
    public static Block HeldOf<T>(StateArray array, StorageFormat<T>? format, (nint Begin, nint End) part)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        part.Begin == part.End || format is null ? OwnedOf(array, part) : new(0, array.Length);

    /// <summary>The numbers of <typeparamref name="T"/> that the held part of an array takes the place of.</summary>
    public static unsafe long Room<T>(StateArray array, StorageFormat<T>? format, (nint Begin, nint End) part)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        long length = HeldOf(array, format, part).Length;
        return Padded<T>(format is null || length == 0 ? length : (format.BytesFor(length) + sizeof(T) - 1) / sizeof(T));
    }

    private static long Padded<T>(long length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        (length + NativeBuffer<T>.Granule - 1) / NativeBuffer<T>.Granule * NativeBuffer<T>.Granule;
}
