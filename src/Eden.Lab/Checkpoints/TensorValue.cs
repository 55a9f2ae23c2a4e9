using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Eden.Lab.Checkpoints;

/// <summary>A number out of a tensor: an integer to its last digit, or a floating-point number.</summary>
[JsonConverter(typeof(TensorValueConverter))]
internal readonly record struct TensorValue
{
    private readonly double _number;
    private readonly Int128? _whole;

    /// <summary>A floating-point number.</summary>
    public TensorValue(double number) => _number = number;

    /// <summary>An integer.</summary>
    /// <param name="whole">The integer.</param>
    public TensorValue(Int128 whole) => _whole = whole;

    /// <summary>The integer; null for a floating-point number.</summary>
    public Int128? Whole => _whole;

    /// <summary>The number, an integer rounded.</summary>
    public double Number => _whole is Int128 whole ? (double)whole : _number;

    /// <summary>All digits of an integer, the shortest text of a floating-point number, for every culture.</summary>
    public override string ToString() => _whole?.ToString(CultureInfo.InvariantCulture) ?? _number.ToString("R", CultureInfo.InvariantCulture);
}

/// <summary>A number of JSON; infinities and NaN, which JSON lacks, as text.</summary>
internal sealed class TensorValueConverter : JsonConverter<TensorValue>
{
    public override TensorValue Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using JsonDocument document = JsonDocument.ParseValue(ref reader);
        string text = document.RootElement.ToString();
        return Int128.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out Int128 whole)
            ? new(whole)
            : new(double.Parse(text, CultureInfo.InvariantCulture));
    }

    public override void Write(Utf8JsonWriter writer, TensorValue value, JsonSerializerOptions options)
    {
        if (value.Whole is null && !double.IsFinite(value.Number))
        {
            writer.WriteStringValue(value.ToString());
        }
        else
        {
            writer.WriteRawValue(value.ToString());
        }
    }
}
