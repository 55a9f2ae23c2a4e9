using System.Text.Json;

namespace Eden.Lab.Recordings;

/// <summary>Parameters with options of their own.</summary>
/// <param name="Options">The options that the file gives, by PyTorch's names: a <see cref="bool"/>, <see cref="double"/>,
/// <see cref="string"/>, array of <see cref="double"/> (of <see cref="Nullable{T}"/> where some are null), or null.</param>
/// <param name="Parameters">The indices of the group's parameters, at least one.</param>
internal sealed record RecordedGroup(IReadOnlyDictionary<string, object?> Options, IReadOnlyList<int> Parameters)
{
    internal static Dictionary<string, object?> ReadOptions(RecordedValue options) =>
        options.Members().ToDictionary(option => option.Name, option => ReadOption(option.Value), StringComparer.Ordinal);

    private static object? ReadOption(RecordedValue option) => option.Kind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Null => null,
        JsonValueKind.Number => option.Number(),
        JsonValueKind.String => option.Text(),
        JsonValueKind.Array => ReadList(option),
        _ => throw option.Fail($"expected a number, a list of numbers, true, false, text or null, found {option.Found}"),
    };

    private static object ReadList(RecordedValue list)
    {
        List<double?> numbers = list.Items(item => item.Kind == JsonValueKind.Null ? null : (double?)item.Number());
        return numbers.Contains(null) ? numbers.ToArray() : numbers.ConvertAll(number => number!.Value).ToArray();
    }
}
