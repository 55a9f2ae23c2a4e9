using System.Text.Json;

namespace Eden.Checkpoints;

/// <summary>A value of the JSON text of a metadata entry, which knows where it stands for messages.</summary>
internal sealed class JsonValue
{
    private const int MaxDepth = 8;

    private readonly JsonElement _element;
    private readonly string _where;

    private JsonValue(JsonElement element, string where)
    {
        _element = element;
        _where = where;
    }

    public JsonValueKind Kind => _element.ValueKind;

    /// <summary>Reads JSON text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="where">What to call it in messages: the file and the entry.</param>
    /// <exception cref="CheckpointException">It is not JSON, nested too deeply, or names something twice.</exception>
    public static JsonValue Parse(string text, string where)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = MaxDepth, AllowDuplicateProperties = false });
            return new(document.RootElement.Clone(), where);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new CheckpointException($"{where}: is not the JSON that Eden writes: {Printable.Of(exception.Message)}", exception);
        }
    }

    /// <summary>The property of an object, or null.</summary>
    public JsonValue? Find(string name)
    {
        Expect(JsonValueKind.Object, "an object");
        return _element.TryGetProperty(name, out JsonElement found) ? new(found, $"{_where}.{name}") : null;
    }

    /// <summary>The property of an object that must have it.</summary>
    public JsonValue Get(string name) => Find(name) ?? throw Fail($"has no '{name}'");

    public IEnumerable<(string Name, JsonValue Value)> Properties()
    {
        Expect(JsonValueKind.Object, "an object");
        foreach (JsonProperty property in _element.EnumerateObject())
        {
            string name = Guard(() => property.Name);
            yield return (name, new JsonValue(property.Value, $"{_where}.{Printable.Of(name)}"));
        }
    }

    public IEnumerable<JsonValue> Elements()
    {
        Expect(JsonValueKind.Array, "an array");
        int index = 0;
        foreach (JsonElement element in _element.EnumerateArray())
        {
            yield return new(element, $"{_where}[{index++}]");
        }
    }

    public double Number()
    {
        Expect(JsonValueKind.Number, "a number");
        return _element.TryGetDouble(out double value) && double.IsFinite(value) ? value : throw Fail("is too large for a number");
    }

    /// <summary>A whole number of 64 bits.</summary>
    public long Count()
    {
        Expect(JsonValueKind.Number, "a whole number");
        return _element.TryGetInt64(out long value) ? value : throw Fail("is not a whole number of 64 bits");
    }

    public bool Flag() => Kind is JsonValueKind.True or JsonValueKind.False ? _element.GetBoolean() : throw Fail($"is {Found}; it must be true or false");

    public string Text()
    {
        Expect(JsonValueKind.String, "text");
        return Guard(() => _element.GetString()!);
    }

    public CheckpointException Fail(string what, Exception? cause = null) => cause is null ? new($"{_where}: {what}") : new($"{_where}: {what}", cause);

    private string Found => Kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "text",
        JsonValueKind.Number => "a number",
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => "null",
    };

    private void Expect(JsonValueKind kind, string what)
    {
        if (Kind != kind)
        {
            throw Fail($"is {Found}; it must be {what}");
        }
    }

    /// <summary>Half a surrogate pair, written as an escape, is valid JSON and no text.</summary>
    private string Guard(Func<string> read)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException exception)
        {
            throw Fail("holds text that is not valid Unicode", exception);
        }
    }
}
