using System.Numerics;
using Eden.Kernels;

namespace Eden;

/// <summary>Puts the state of a whole model into one native buffer.</summary>
internal static class StateLayout
{
    /// <summary>One segment per parameter, in the order of the groups, with state arrays at cache lines and no gradient yet.</summary>
    public static unsafe (NativeBuffer<T> Buffer, Segment<T>[] Segments) Allocate<T>(ParameterGroup<T>[] groups)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        NativeBuffer<T> buffer = new(groups.Sum(group => group.Options.StateCount * group.Parameters.Sum(Padded)));
        List<Segment<T>> segments = [];
        T* next = buffer.Pointer;
        foreach (ParameterGroup<T> group in groups)
        {
            int stateCount = group.Options.StateCount;
            T* start = next;
            foreach (Parameter<T> parameter in group.Parameters)
            {
                long stride = Padded(parameter);
                segments.Add(new Segment<T>
                {
                    Value = parameter.ValuePointer,
                    State0 = stateCount > 0 ? next : null,
                    State1 = stateCount > 1 ? next + stride : null,
                    State2 = stateCount > 2 ? next + (2 * stride) : null,
                    State3 = stateCount > 3 ? next + (3 * stride) : null,
                });
                next += stateCount * stride;
            }

            // The buffer is zeros already; a first touch of all of it would fault every page in.
            if (group.Options.InitialState != 0)
            {
                Fill(start, next - start, group.Options.InitialState);
            }
        }

        return (buffer, [.. segments]);
    }

    /// <summary>Fills state with what it starts from.</summary>
    public static unsafe void Fill<T>(T* state, long length, double initial)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T value = Require.NotVanishing<T>(initial, nameof(AdagradOptions.InitialAccumulator));
        for (long i = 0; i < length; i++)
        {
            state[i] = value;
        }
    }

    /// <summary>One segment per parameter whose values are zeros of their own.</summary>
    public static unsafe (NativeBuffer<T> Buffer, Segment<T>[] Segments) AllocateValues<T>(Parameter<T>[] parameters)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        NativeBuffer<T> buffer = new(parameters.Sum(Padded));
        Segment<T>[] segments = new Segment<T>[parameters.Length];
        T* next = buffer.Pointer;
        for (int i = 0; i < parameters.Length; i++)
        {
            segments[i].Value = next;
            next += Padded(parameters[i]);
        }

        return (buffer, segments);
    }

    private static long Padded<T>(Parameter<T> parameter)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        (parameter.Length + NativeBuffer<T>.Granule - 1) / NativeBuffer<T>.Granule * NativeBuffer<T>.Granule;
}
