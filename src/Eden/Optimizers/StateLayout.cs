using System.Numerics;
using Eden.Kernels;

namespace Eden;

/// <summary>Puts the state of a whole model into one native buffer.</summary>
internal static class StateLayout
{
    /// <summary>One segment per parameter, in the order of the groups, with state arrays at cache lines and no gradient yet.</summary>
    public static unsafe (NativeBuffer<T> Buffer, Segment<T>[] Segments, StateArray[][] States) Allocate<T>(ParameterGroup<T>[] groups)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        StateArray[][] states = [.. groups.SelectMany(group => group.Parameters.Select(parameter => group.Options.DescribeState(parameter.Shape)))];
        if (Array.Find(groups, group => group.Storage is not null && !(group.Options.TakesFormats && (group.Storage.Value is null || group.Options is not LambOptions))) is ParameterGroup<T> refused)
        {
            throw new NotSupportedException($"{OptimizerRegistry.NameOf(refused.Options)} does not take these formats.");
        }

        SegmentStorage<T>?[] storages = [.. groups.SelectMany(group => group.Parameters.Select(_ => group.Storage))];
        NativeBuffer<T> buffer = new(states.Zip(storages).Sum(entry => entry.First.Index().Sum(array => Room(entry.Second?.StateAt(array.Index), array.Item))));
        Segment<T>[] segments = new Segment<T>[states.Length];
        T* next = buffer.Pointer;
        int i = 0;
        foreach (Parameter<T> parameter in groups.SelectMany(group => group.Parameters))
        {
            segments[i].Value = parameter.ValuePointer;
            segments[i].Storage = storages[i];
            segments[i].FullLength = parameter.Length;
            for (int k = 0; k < states[i].Length; k++)
            {
                segments[i].SetState(k, next);

                // The buffer is zeros already; a first touch of all of it would fault every page in.
                if (states[i][k].InitialValue != 0)
                {
                    // An array that starts elsewhere is a sum, and sums stay exact.
                    Fill(storages[i]?.StateAt(k) is null ? next : throw new NotSupportedException($"{states[i][k].Name} has no format; it starts at {states[i][k].InitialValue}."), states[i][k]);
                }

                next += Room(storages[i]?.StateAt(k), states[i][k]);
            }

            i++;
        }

        return (buffer, segments, states);
    }

    /// <summary>Fills state with what it starts from.</summary>
    public static unsafe void Fill<T>(T* state, StateArray array)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T value = Require.NotVanishing<T>(array.InitialValue, nameof(AdagradOptions.InitialAccumulator));
        for (long i = 0; i < array.Length; i++)
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

    /// <summary>The numbers of <typeparamref name="T"/> that an array takes the place of.</summary>
    public static unsafe long Room<T>(StorageFormat<T>? format, StateArray array)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Padded<T>(format is null ? array.Length : (format.BytesFor(array.Length) + sizeof(T) - 1) / sizeof(T));

    private static long Padded<T>(long length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        (length + NativeBuffer<T>.Granule - 1) / NativeBuffer<T>.Granule * NativeBuffer<T>.Granule;
}
