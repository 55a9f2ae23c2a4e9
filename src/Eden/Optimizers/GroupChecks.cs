using System.Numerics;

namespace Eden;

/// <summary>What an optimizer refuses to be built on: nothing, the same thing twice, and memory that two things share.</summary>
internal static class GroupChecks
{
    /// <summary>The parameters that an optimizer has and those of new groups in order, once they are found sound together.</summary>
    public static Parameter<T>[] CollectParameters<T>(Parameter<T>[] present, ParameterGroup<T>[] groups)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (groups.Length == 0)
        {
            throw new ArgumentException("An optimizer needs at least one parameter group.", nameof(groups));
        }

        if (groups.Any(group => group is null))
        {
            throw new ArgumentException("A parameter group is null.", nameof(groups));
        }

        if (groups.Any(group => group.IsOwned) || groups.Distinct().Count() != groups.Length)
        {
            throw new ArgumentException("A parameter group already belongs to an optimizer; make a new group.", nameof(groups));
        }

        foreach (ParameterGroup<T> group in groups)
        {
            ParameterGroup<T>.Validate(group.Options, group.ScheduleMultiplier);
            foreach (Parameter<T> parameter in group.Parameters)
            {
                group.Options.CheckShape(parameter.Name, parameter.Shape);
            }
        }

        Parameter<T>[] parameters = [.. present, .. groups.SelectMany(group => group.Parameters)];
        RefuseDuplicates(parameters);
        RefuseOverlaps(parameters);
        return parameters;
    }

    /// <summary>Refuses a parameter, or a name, that is given twice, and a parameter that was disposed.</summary>
    public static void RefuseDuplicates<T>(Parameter<T>[] parameters)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Dictionary<string, Parameter<T>> byName = new(StringComparer.Ordinal);
        foreach (Parameter<T> parameter in parameters)
        {
            ObjectDisposedException.ThrowIf(parameter.IsDisposed, parameter);
            if (!byName.TryAdd(parameter.Name, parameter))
            {
                throw new ArgumentException(ReferenceEquals(byName[parameter.Name], parameter)
                    ? $"Parameter '{parameter.Name}' is given twice."
                    : $"Two parameters have the name '{parameter.Name}'.");
            }
        }
    }

    private static unsafe void RefuseOverlaps<T>(Parameter<T>[] parameters)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        List<(nuint Start, nuint End, string Name)> ranges = [];
        foreach (Parameter<T> parameter in parameters)
        {
            nuint bytes = (nuint)parameter.Length * (nuint)sizeof(T);
            ranges.Add(((nuint)parameter.ValuePointer, (nuint)parameter.ValuePointer + bytes, $"the values of '{parameter.Name}'"));
            ranges.Add(((nuint)parameter.GradientStorage, (nuint)parameter.GradientStorage + bytes, $"the gradient of '{parameter.Name}'"));
        }

        ranges.RemoveAll(range => range.Start == 0 || range.Start == range.End);
        ranges.Sort();
        for (int i = 1; i < ranges.Count; i++)
        {
            if (ranges[i].Start < ranges[i - 1].End)
            {
                throw new ArgumentException($"Memory is used twice: {ranges[i - 1].Name} and {ranges[i].Name} overlap.");
            }
        }
    }
}
