using System.Text.Json;
using Eden.Lab.Charts;

namespace Eden.Lab.Report;

/// <summary>A picture that page.js draws.</summary>
internal interface IPlot
{
    Phrase Title { get; }

    /// <summary>What a reader is to see.</summary>
    Phrase Description { get; }

    /// <summary>Writes the members of the object that page.js reads.</summary>
    void Write(Utf8JsonWriter json, Language language);
}

internal sealed class LinePlot(Chart chart) : IPlot
{
    /// <summary>More points than this tell the eye nothing more; every n-th is drawn.</summary>
    private const int MostPoints = 2000;

    public Phrase Title => chart.Title;

    public Phrase Description => chart.Description;

    public void Write(Utf8JsonWriter json, Language language)
    {
        json.WriteString("kind", "lines");
        json.WriteString("x", chart.X.In(language));
        json.WriteString("y", chart.Y.In(language));
        json.WriteBoolean("logX", chart.LogX);
        json.WriteBoolean("logY", chart.LogY);
        json.WriteBoolean("dots", chart.IsDots);
        if (chart.Limit is double limit)
        {
            json.WriteNumber("limit", limit);
        }

        json.WriteStartArray("series");
        foreach (ChartSeries series in chart.Series)
        {
            json.WriteStartObject();
            json.WriteString("name", series.Name.In(language));
            PlotNumbers.Write(json, "x", Thin(series.X));
            PlotNumbers.Write(json, "y", Thin(series.Y));
            if (series.Interval is not null)
            {
                PlotNumbers.Write(json, "interval", Thin(series.Interval));
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static IEnumerable<double?> Thin(IReadOnlyList<double> values)
    {
        int every = (values.Count + MostPoints - 1) / MostPoints;
        return values.Where((_, index) => index % every == 0 || index == values.Count - 1).Select(value => (double?)value);
    }
}

/// <summary>A heat map.</summary>
/// <param name="Description">What a reader is to see.</param>
/// <param name="X">The meaning of the columns.</param>
/// <param name="Y">The meaning of the rows.</param>
/// <param name="Rows">Theirs, bottom to top.</param>
/// <param name="Values">A number for each cell, row by row.</param>
/// <param name="Least">The lower end of the scale.</param>
/// <param name="Greatest">Its upper end.</param>
internal sealed record HeatPlot(Phrase Title, Phrase Description, Phrase X, Phrase Y, IReadOnlyList<string> Columns, IReadOnlyList<string> Rows, IReadOnlyList<IReadOnlyList<double?>> Values, double Least, double Greatest) : IPlot
{
    /// <summary>The cell to mark.</summary>
    public (int Column, int Row)? Best { get; init; }

    public void Write(Utf8JsonWriter json, Language language)
    {
        json.WriteString("kind", "heat");
        json.WriteString("x", X.In(language));
        json.WriteString("y", Y.In(language));
        json.WriteBoolean("lowerIsBetter", true);
        PlotNumbers.Write(json, "least", Least);
        PlotNumbers.Write(json, "greatest", Greatest);
        if (Best is (int bestColumn, int bestRow))
        {
            json.WriteStartArray("best");
            json.WriteNumberValue(bestColumn);
            json.WriteNumberValue(bestRow);
            json.WriteEndArray();
        }

        WriteNames(json, "columns", Columns);
        WriteNames(json, "rows", Rows);
        json.WriteStartArray("values");
        foreach (IReadOnlyList<double?> row in Values)
        {
            PlotNumbers.Write(json, null, row);
        }

        json.WriteEndArray();
    }

    private static void WriteNames(Utf8JsonWriter json, string member, IReadOnlyList<string> names)
    {
        json.WriteStartArray(member);
        foreach (string name in names)
        {
            json.WriteStringValue(name);
        }

        json.WriteEndArray();
    }
}

/// <summary>Numbers as page.js reads them: what is not finite is null, which leaves a gap.</summary>
internal static class PlotNumbers
{
    public static void Write(Utf8JsonWriter json, string? member, IEnumerable<double?> numbers)
    {
        if (member is not null)
        {
            json.WritePropertyName(member);
        }

        json.WriteStartArray();
        foreach (double? number in numbers)
        {
            WriteValue(json, number);
        }

        json.WriteEndArray();
    }

    public static void Write(Utf8JsonWriter json, string member, double number)
    {
        json.WritePropertyName(member);
        WriteValue(json, number);
    }

    private static void WriteValue(Utf8JsonWriter json, double? number)
    {
        if (number is double value && double.IsFinite(value))
        {
            json.WriteNumberValue(value);
        }
        else
        {
            json.WriteNullValue();
        }
    }
}
