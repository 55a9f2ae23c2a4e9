using System.Text.Json;

namespace Eden.Checkpoints;

/// <summary>Replaces the values of an options record by those of a JSON object. A value that the object does not name keeps what
/// it has, so that a file from before an option existed can be read; a name that the record does not know is refused.</summary>
/// <param name="values">The object.</param>
internal sealed class OptionReader(JsonValue values) : IOptionMap
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly OptionList _read = new();

    /// <summary>Reads an options record over its defaults.</summary>
    /// <exception cref="CheckpointException">A value is not known, of another type, or refused by the record.</exception>
    public static TRecord Read<TRecord>(JsonValue values, Func<IOptionMap, TRecord> map) => new OptionReader(values).Read(map);

    /// <summary>The values in which the object is not like a record, as <c>Patience 3 instead of 10</c>; empty where they are
    /// equal.</summary>
    /// <exception cref="CheckpointException">A value is not known, of another type, or refused by the record.</exception>
    public static string Differences(JsonValue values, Func<IOptionMap, object?> map)
    {
        OptionReader reader = new(values);
        reader.Read(map);
        OptionList here = new();
        map(here);
        return OptionList.Differences(reader._read, here);
    }

    public double Number(string name, double value, string? pyTorch = null) => _read.Number(name, Find(name) is JsonValue found ? found.Number() : value);

    public double? Number(string name, double? value, string? pyTorch = null) =>
        _read.Number(name, Find(name) is not JsonValue found ? value : found.Kind == JsonValueKind.Null ? null : found.Number());

    public long Count(string name, long value, string? pyTorch = null) => _read.Count(name, Find(name) is JsonValue found ? found.Count() : value);

    public bool Flag(string name, bool value, string? pyTorch = null) => _read.Flag(name, Find(name) is JsonValue found ? found.Flag() : value);

    public TEnum Choice<TEnum>(string name, TEnum value, string? pyTorch = null)
        where TEnum : struct, Enum => _read.Choice(name, Find(name) is JsonValue found ? Choice<TEnum>(found) : value);

    private static TEnum Choice<TEnum>(JsonValue value)
        where TEnum : struct, Enum
    {
        string text = value.Text();
        foreach (TEnum choice in Enum.GetValues<TEnum>())
        {
            if (choice.ToString() == text)
            {
                return choice;
            }
        }

        throw value.Fail($"is '{Printable.Of(text)}'; it must be one of {string.Join(", ", Enum.GetNames<TEnum>())}");
    }

    private TRecord Read<TRecord>(Func<IOptionMap, TRecord> map)
    {
        TRecord record;
        try
        {
            record = map(this);
        }
        catch (ArgumentException exception)
        {
            throw values.Fail(exception.Message.Split(" (Parameter")[0], exception);
        }

        foreach ((string name, JsonValue value) in values.Properties())
        {
            if (!_known.Contains(name))
            {
                throw value.Fail("is not known; the file is of a newer version of Eden or of the rule");
            }
        }

        return record;
    }

    private JsonValue? Find(string name)
    {
        _known.Add(name);
        return values.Find(name);
    }
}
