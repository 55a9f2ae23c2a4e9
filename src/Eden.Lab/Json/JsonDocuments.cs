using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Eden.Lab.Json;

/// <summary>Reads the JSON that Eden wrote, and says what is wrong with other JSON in words of the document: names, values and places,
/// never those of the types that it is read into.</summary>
internal static class JsonDocuments
{
    private const string NoUnicode = "has text in it that is no Unicode";

    /// <summary>Reads a value.</summary>
    /// <param name="type">What it must be. All that is not nullable must be there.</param>
    /// <param name="fault">What is wrong, to follow the name of the document: <c>has no 'config.epochs'</c>; else empty.</param>
    public static T? Read<T>(ReadOnlySpan<byte> json, JsonTypeInfo<T> type, out string fault)
        where T : class
    {
        if (!TryParse(json, out JsonDocument? document, out fault))
        {
            return null;
        }

        using (document)
        {
            try
            {
                fault = JsonShape.FindFault(document.RootElement, type) ?? "";
                return fault.Length == 0 ? document.RootElement.Deserialize(type) : null;
            }
            catch (Exception exception) when (exception is JsonException or InvalidOperationException)
            {
                // Of half a surrogate pair or bytes that are no UTF-8, which the shape does not look at.
                fault = NoUnicode;
                return null;
            }
        }
    }

    /// <summary>The format that a document names; <see langword="null"/> where it names none.</summary>
    /// <param name="fault">Why it is no JSON, to follow the name of the document; else empty.</param>
    public static string? FormatOf(ReadOnlySpan<byte> json, out string fault)
    {
        if (!TryParse(json, out JsonDocument? document, out fault))
        {
            return null;
        }

        using (document)
        {
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("format", out JsonElement format) || format.ValueKind != JsonValueKind.String)
            {
                return null;
            }

            string? name = JsonShape.TextOf(format);
            fault = name is null ? NoUnicode : "";
            return name;
        }
    }

    private static bool TryParse(ReadOnlySpan<byte> json, [NotNullWhen(true)] out JsonDocument? document, out string fault)
    {
        try
        {
            document = JsonDocument.Parse(json.ToArray());
            fault = "";
            return true;
        }
        catch (JsonException exception)
        {
            document = null;
            fault = JsonEnd.IsMissing(json) ? "is cut off: it ends in the middle of its JSON"
                : $"is no JSON at {(exception.LineNumber > 0 ? $"line {exception.LineNumber + 1}, " : "")}byte {exception.BytePositionInLine + 1}";
            return false;
        }
    }
}
