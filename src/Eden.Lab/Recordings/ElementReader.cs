using System.Buffers;
using System.Text.Json;

namespace Eden.Lab.Recordings;

/// <summary>Takes a small value of any kind out of a document, for those who only later know what it means.</summary>
internal static class ElementReader
{
    private const int Longest = 1 << 16;

    /// <summary>The value at which the cursor stands.</summary>
    /// <exception cref="InputException">It is longer than anybody would write, or has a number beyond float64.</exception>
    public static JsonElement Read(JsonCursor cursor)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer))
        {
            Copy(cursor, writer);
        }

        using JsonDocument document = JsonDocument.Parse(buffer.WrittenMemory);
        return document.RootElement.Clone();
    }

    private static void Copy(JsonCursor cursor, Utf8JsonWriter writer)
    {
        if (writer.BytesCommitted + writer.BytesPending > Longest)
        {
            throw cursor.Fail($"longer than {Longest} bytes");
        }

        switch (cursor.Token)
        {
            case JsonTokenType.StartObject:
                writer.WriteStartObject();
                cursor.ReadObject(name =>
                {
                    writer.WritePropertyName(name);
                    Copy(cursor, writer);
                });
                writer.WriteEndObject();
                break;
            case JsonTokenType.StartArray:
                writer.WriteStartArray();
                cursor.ReadArray(_ => Copy(cursor, writer));
                writer.WriteEndArray();
                break;
            case JsonTokenType.Number:
                writer.WriteNumberValue(cursor.ReadNumber());
                break;
            case JsonTokenType.String:
                writer.WriteStringValue(cursor.ReadText());
                break;
            case JsonTokenType.Null:
                writer.WriteNullValue();
                break;
            default:
                writer.WriteBooleanValue(cursor.Token == JsonTokenType.True);
                break;
        }
    }
}
