using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Eden.Checkpoints;

/// <summary>Writes records as the JSON text of metadata entries.</summary>
internal static class RecordJson
{
    // Names stay readable: they stand in a file, not in a web page.
    public static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The JSON text that <paramref name="write"/> writes.</summary>
    public static string Text(Action<Utf8JsonWriter> write)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer, WriterOptions))
        {
            write(writer);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>A list of names.</summary>
    public static string Names(IEnumerable<string> names) => Text(writer =>
    {
        writer.WriteStartArray();
        foreach (string name in names)
        {
            writer.WriteStringValue(name);
        }

        writer.WriteEndArray();
    });

    /// <summary>Writes the values of an options record as an object.</summary>
    public static void WriteOptions(Utf8JsonWriter writer, string name, Action<IOptionMap> map)
    {
        OptionList list = new();
        map(list);
        writer.WriteStartObject(name);
        WriteValues(writer, list.Values);
        writer.WriteEndObject();
    }

    /// <summary>Writes values into the object that was begun.</summary>
    public static void WriteValues(Utf8JsonWriter writer, IReadOnlyList<(string Name, object? Value)> values)
    {
        foreach ((string name, object? value) in values)
        {
            writer.WritePropertyName(name);
            switch (value)
            {
                case double number when !double.IsFinite(number):
                    throw new CheckpointException(string.Create(CultureInfo.InvariantCulture, $"{Printable.Of(name)} is {number}; a checkpoint holds finite numbers"));
                case double number:
                    writer.WriteNumberValue(number);
                    break;
                case long count:
                    writer.WriteNumberValue(count);
                    break;
                case bool flag:
                    writer.WriteBooleanValue(flag);
                    break;
                case string text:
                    writer.WriteStringValue(text);
                    break;
                default:
                    writer.WriteNullValue();
                    break;
            }
        }
    }
}
