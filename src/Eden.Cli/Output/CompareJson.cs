using System.Text.Json;
using System.Text.Json.Serialization;
using Eden.Lab.Comparison;
using Eden.Lab.Recordings;

namespace Eden.Cli.Output;

/// <summary>The result of <c>eden compare</c> as JSON.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    UseStringEnumConverter = true,
    Converters = [typeof(ElementTypeConverter)])]
[JsonSerializable(typeof(ComparisonResult))]
internal sealed partial class CompareJson : JsonSerializerContext;

/// <summary>Element types by the names that recordings use.</summary>
internal sealed class ElementTypeConverter : JsonConverter<ElementType>
{
    public override ElementType Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

    public override void Write(Utf8JsonWriter writer, ElementType value, JsonSerializerOptions options) => writer.WriteStringValue(value.Name());
}
