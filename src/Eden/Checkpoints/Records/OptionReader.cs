using System.Text.Json;

namespace Eden.Checkpoints;

/// <summary>Replaces the values of an options record by those of a JSON object. A value that the object does not name keeps what
/// it has, so that a file from before an option existed can be read; a name that the record does not know is refused.</summary>
/// <param name="values">The object.</param>
internal sealed class OptionReader(JsonValue values) : IOptionMap
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    /// <summary>Reads an options record over its defaults.</summary>
    /// <exception cref="CheckpointException">A value is missing in the record, of another type, or refused by it.</exception>
    public static TRecord Read<TRecord>(JsonValue values, Func<IOptionMap, TRecord> map)
    {
        OptionReader reader = new(values);
        TRecord record;
        try
        {
            record = map(reader);
        }
        catch (ArgumentException exception)
        {
            throw values.Fail(exception.Message.Split(" (Parameter")[0], exception);
        }

        foreach ((string name, JsonValue value) in values.Properties())
        {
            if (!reader._known.Contains(name))
            {
                throw value.Fail("is not known; the file is of a newer version of Eden");
            }
        }

        return record;
    }

    public double Number(string name, double value) => Find(name) is JsonValue found ? found.Number() : value;

    public double? Number(string name, double? value) =>
        Find(name) is not JsonValue found ? value : found.Kind == JsonValueKind.Null ? null : found.Number();

    public long Count(string name, long value) => Find(name) is JsonValue found ? found.Count() : value;

    public bool Flag(string name, bool value) => Find(name) is JsonValue found ? found.Flag() : value;

    public TEnum Choice<TEnum>(string name, TEnum value)
        where TEnum : struct, Enum
    {
        if (Find(name) is not JsonValue found)
        {
            return value;
        }

        string text = found.Text();
        foreach (TEnum choice in Enum.GetValues<TEnum>())
        {
            if (choice.ToString() == text)
            {
                return choice;
            }
        }

        throw found.Fail($"is '{Printable.Of(text)}'; it must be one of {string.Join(", ", Enum.GetNames<TEnum>())}");
    }

    private JsonValue? Find(string name)
    {
        _known.Add(name);
        return values.Find(name);
    }
}
