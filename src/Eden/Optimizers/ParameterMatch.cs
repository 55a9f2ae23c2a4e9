using System.Numerics;

namespace Eden;

/// <summary>Finds the counterparts of parameters in a copy of the model.</summary>
internal static class ParameterMatch
{
    /// <summary>The counterparts by name.</summary>
    /// <param name="originals">The parameters that need one.</param>
    /// <param name="copies">The counterparts, in any order.</param>
    /// <exception cref="ArgumentException">Not each has exactly one of its shape; the message lists all that do not fit.</exception>
    public static Dictionary<string, Parameter<T>> ByName<T>(IEnumerable<Parameter<T>> originals, IEnumerable<Parameter<T>> copies)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Parameter<T>[] given = [.. copies];
        if (given.Contains(null))
        {
            throw new ArgumentException("A parameter is null.", nameof(copies));
        }

        GroupChecks.RefuseDuplicates(given);
        Dictionary<string, Parameter<T>> byName = given.ToDictionary(parameter => parameter.Name, StringComparer.Ordinal);
        List<string> complaints = [];
        HashSet<string> wanted = new(StringComparer.Ordinal);
        foreach (Parameter<T> original in originals)
        {
            wanted.Add(original.Name);
            if (!byName.TryGetValue(original.Name, out Parameter<T>? copy))
            {
                complaints.Add($"{original} is missing");
            }
            else if (!copy.Shape.SequenceEqual(original.Shape))
            {
                complaints.Add($"{copy} should be {original}");
            }
        }

        complaints.AddRange(given.Where(copy => !wanted.Contains(copy.Name)).Select(copy => $"{copy} is not in the optimizer"));
        return complaints.Count == 0
            ? byName
            : throw new ArgumentException($"The parameters do not fit: {string.Join("; ", complaints)}.", nameof(copies));
    }
}
