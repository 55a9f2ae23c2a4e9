using System.Globalization;
using System.Text.Json;
using Eden.Checkpoints;

namespace Eden.Lab.Checkpoints;

/// <summary>What a checkpoint says beside its tensors, one value for each name.</summary>
internal static class TextValues
{
    private const string Own = "eden.";

    /// <summary>The metadata; Eden's own entries, which are JSON, by the paths in them.</summary>
    public static SortedDictionary<string, string> Of(Checkpoint checkpoint)
    {
        SortedDictionary<string, string> values = new(StringComparer.Ordinal);
        foreach ((string name, string text) in checkpoint.Metadata)
        {
            if (!TryExpand(name, text, values))
            {
                values[name] = text;
            }
        }

        return values;
    }

    private static bool TryExpand(string name, string text, SortedDictionary<string, string> values)
    {
        if (!name.StartsWith(Own, StringComparison.Ordinal) || !text.StartsWith('{'))
        {
            return false;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            Expand(name, document.RootElement, values);
            return true;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The second: half a surrogate pair, written as an escape.
            return false;
        }
    }

    private static void Expand(string path, JsonElement element, SortedDictionary<string, string> values)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (JsonProperty property in element.EnumerateObject())
                {
                    Expand($"{path}.{property.Name}", property.Value, values);
                }

                break;
            case JsonValueKind.Array:
                int index = 0;
                foreach (JsonElement item in element.EnumerateArray())
                {
                    Expand(string.Create(CultureInfo.InvariantCulture, $"{path}.{index++}"), item, values);
                }

                break;
            default:
                values[path] = element.ValueKind == JsonValueKind.String ? element.GetString()! : element.GetRawText();
                break;
        }
    }
}
