using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Eden.Lab.Json;

/// <summary>Compares JSON with the type that it is to be read into.</summary>
/// <remarks>The serializer does most of this, with messages that name types of .NET. It lets pass what is absent and what is null in a list,
/// and reads a member that is absent as 0, whatever the default of the type is.</remarks>
internal static class JsonShape
{
    private const int LongestShown = 40;

    /// <summary>The first thing that is wrong, to follow the name of the document, or <see langword="null"/>.</summary>
    public static string? FindFault(JsonElement element, JsonTypeInfo type) => Find(element, type, "");

    /// <summary>A string; <see langword="null"/> for everything else, text that is no Unicode included.</summary>
    public static string? TextOf(JsonElement element)
    {
        try
        {
            return element.ValueKind == JsonValueKind.String ? element.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static string? Find(JsonElement element, JsonTypeInfo type, string path)
    {
        if (Nullable.GetUnderlyingType(type.Type) is Type underlying)
        {
            return element.ValueKind == JsonValueKind.Null ? null : Find(element, type.Options.GetTypeInfo(underlying), path);
        }

        return type.Kind switch
        {
            JsonTypeInfoKind.Object => FindInObject(element, type, path),
            JsonTypeInfoKind.Dictionary => FindInDictionary(element, type.Options.GetTypeInfo(type.ElementType!), path),
            JsonTypeInfoKind.Enumerable => FindInList(element, type.Options.GetTypeInfo(type.ElementType!), path),
            _ => FindInValue(element, type, path),
        };
    }

    private static string? FindInObject(JsonElement element, JsonTypeInfo type, string path)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            return Wrong(element, "an object", path);
        }

        if (FindRepetition(element, path) is string repetition)
        {
            return repetition;
        }

        foreach (JsonPropertyInfo property in type.Properties.Where(property => property.Set is not null))
        {
            string place = path.Length == 0 ? property.Name : $"{path}.{property.Name}";
            bool isNullable = property.IsSetNullable || Nullable.GetUnderlyingType(property.PropertyType) is not null;
            bool isThere = element.TryGetProperty(property.Name, out JsonElement value);
            if (!isThere && (property.IsRequired || !(isNullable || IsLeftOutByDefault(property))))
            {
                return $"has no '{place}'";
            }

            if (isThere && !(isNullable && value.ValueKind == JsonValueKind.Null) && Find(value, type.Options.GetTypeInfo(property.PropertyType), place) is string fault)
            {
                return fault;
            }
        }

        return null;
    }

    /// <summary>Whether the serializer leaves a member out that has the default of its type, which is then what its absence means: also in
    /// documents from before there was the member.</summary>
    private static bool IsLeftOutByDefault(JsonPropertyInfo property) => property.ShouldSerialize is not null;

    private static string? FindInDictionary(JsonElement element, JsonTypeInfo values, string path) =>
        element.ValueKind != JsonValueKind.Object
            ? Wrong(element, "an object", path)
            : FindRepetition(element, path) ?? element.EnumerateObject().Select(member => Find(member.Value, values, $"{path}.{Printable.Of(member.Name, LongestShown)}")).FirstOrDefault(fault => fault is not null);

    private static string? FindInList(JsonElement element, JsonTypeInfo items, string path) =>
        element.ValueKind != JsonValueKind.Array
            ? Wrong(element, "a list", path)
            : element.EnumerateArray().Select((item, index) => Find(item, items, $"{path}[{index}]")).FirstOrDefault(fault => fault is not null);

    private static string? FindInValue(JsonElement element, JsonTypeInfo type, string path)
    {
        if (type.Type.IsEnum)
        {
            string[] names = [.. Enum.GetValuesAsUnderlyingType(type.Type).Cast<object>().Select(value => JsonSerializer.SerializeToElement(Enum.ToObject(type.Type, value), type).GetString()!)];
            return TextOf(element) is string name && names.Contains(name) ? null : Wrong(element, string.Join(" or ", names), path);
        }

        if (type.Type == typeof(double))
        {
            // 1e999 would be read as infinity, which is written as a text.
            bool isNumber = element.ValueKind == JsonValueKind.Number ? double.IsFinite(element.GetDouble()) : TextOf(element) is "NaN" or "Infinity" or "-Infinity";
            return isNumber ? null : Wrong(element, "a number", path);
        }

        try
        {
            _ = element.Deserialize(type);
            return element.ValueKind == JsonValueKind.Null ? Wrong(element, WordsOf(type.Type), path) : null;
        }
        catch (JsonException)
        {
            return Wrong(element, WordsOf(type.Type), path);
        }
    }

    private static string? FindRepetition(JsonElement element, string path)
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (JsonProperty member in element.EnumerateObject())
        {
            if (!names.Add(member.Name))
            {
                return $"has '{(path.Length == 0 ? "" : $"{path}.")}{Printable.Of(member.Name, LongestShown)}' twice";
            }
        }

        return null;
    }

    private static string Wrong(JsonElement element, string expected, string path)
    {
        string found = element.ValueKind switch
        {
            JsonValueKind.Object => "an object",
            JsonValueKind.Array => "a list",
            _ => Printable.Of(element.GetRawText(), LongestShown),
        };
        return path.Length == 0 ? $"is {found}; it must be {expected}" : $"has {found} at '{path}'; it must be {expected}";
    }

    private static string WordsOf(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.String => "a text",
        TypeCode.Boolean => "true or false",
        TypeCode.Int32 => $"a whole number from {int.MinValue} to {int.MaxValue}",
        TypeCode.Int64 => $"a whole number from {long.MinValue} to {long.MaxValue}",
        TypeCode.UInt64 => $"a whole number from 0 to {ulong.MaxValue}",
        _ => "a value of another kind",
    };
}
