using System.Text.Json;

namespace Eden.Lab.Json;

/// <summary>Tells a JSON text that is cut off from one that is wrong.</summary>
internal static class JsonEnd
{
    /// <summary>Whether nothing is wrong with a text but that it ends too early.</summary>
    /// <param name="rest">The text, from where a reader stands.</param>
    /// <param name="state">The state of that reader; left out, it stands at the start.</param>
    public static bool IsMissing(ReadOnlySpan<byte> rest, JsonReaderState state = default)
    {
        Utf8JsonReader reader = new(rest, isFinalBlock: false, state);
        try
        {
            JsonTokenType last = JsonTokenType.None;
            while (reader.Read())
            {
                last = reader.TokenType;
            }

            return reader.CurrentDepth > 0 || last is not (JsonTokenType.EndObject or JsonTokenType.EndArray);
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
