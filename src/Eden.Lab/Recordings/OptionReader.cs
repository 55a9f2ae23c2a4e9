using System.Text.Json;

namespace Eden.Lab.Recordings;

/// <summary>Reads the options of an optimizer as a recording gives them, before anybody asks what they mean.</summary>
internal static class OptionReader
{
    /// <summary>Options by name: a <see cref="bool"/>, <see cref="double"/>, <see cref="string"/>, array of
    /// <see cref="double"/>, or null.</summary>
    public static Dictionary<string, object?> Read(JsonCursor cursor)
    {
        Dictionary<string, object?> options = new(StringComparer.Ordinal);
        cursor.ReadObject(name => options.Add(name, cursor.Token switch
        {
            JsonTokenType.True => true,
            JsonTokenType.False => false,
            JsonTokenType.Null => null,
            JsonTokenType.Number => cursor.ReadNumber(),
            JsonTokenType.String => cursor.ReadText(),
            JsonTokenType.StartArray => cursor.ReadNumbers(),
            _ => throw cursor.Fail($"expected a number, a list of numbers, true, false, text or null, found {cursor.Found}"),
        }));
        return options;
    }
}
