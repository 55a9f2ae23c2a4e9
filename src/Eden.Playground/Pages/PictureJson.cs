using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Eden.Playground.Pages;

/// <summary>Writes what the page draws. Places in charts are shares of the axes, so the page computes nothing.</summary>
internal static class PictureJson
{
    /// <summary>The names and settings of the views.</summary>
    public static string Describe(IReadOnlyList<IView> views, Language language) => Write(json =>
    {
        json.WriteStartArray();
        foreach (IView view in views)
        {
            json.WriteStartObject();
            json.WriteString("name", view.Name);
            json.WriteString("title", view.Title.In(language));
            json.WriteString("lesson", view.Lesson.In(language));
            json.WriteString("source", view.Source.Text.In(language));
            json.WriteString("address", view.Source.Address);
            List(json, "settings", view.Settings, setting => Describe(json, setting, language));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    /// <summary>A picture, with the values that it was made from.</summary>
    public static string Of(Picture picture, IView view, Values values, Language language) => Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("query", values.Query(view.Settings));
        json.WriteString("summary", picture.Summary.In(language));
        json.WriteString("code", picture.Code);
        json.WriteString("bits", picture.Bits);
        json.WriteNumber("steps", picture.Steps);
        json.WriteBoolean("goesOn", picture.GoesOn);
        json.WriteStartObject("values");
        foreach (Setting setting in view.Settings)
        {
            json.WriteStartObject(setting.Name);
            json.WriteString("text", values.Text(setting.Name));
            json.WriteBoolean("used", setting.IsUsed(values));
            if (setting is NumberSetting number)
            {
                json.WriteNumber("place", number.PlaceOf(values.Number(setting.Name)));
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
        List(json, "charts", picture.Charts, chart => Write(json, chart, language));
        List(json, "tables", picture.Tables, table => Write(json, table, language));
        json.WriteEndObject();
    });

    /// <summary>A refusal.</summary>
    public static string Error(Words words, Language language) => Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("error", words.In(language));
        json.WriteEndObject();
    });

    private static void Describe(Utf8JsonWriter json, Setting setting, Language language)
    {
        json.WriteStartObject();
        json.WriteString("name", setting.Name);
        json.WriteString("label", setting.Label.In(language));
        switch (setting)
        {
            case NumberSetting number:
                List(json, "steps", number.Steps, step => json.WriteStringValue(NumberSetting.Format(step)));
                break;
            case ChoiceSetting choice:
                List(json, "options", choice.Options, option =>
                {
                    json.WriteStartObject();
                    json.WriteString("name", option.Name);
                    json.WriteString("label", option.Label.In(language));
                    json.WriteEndObject();
                });
                break;
            case FlagSetting:
                json.WriteBoolean("flag", true);
                break;
            default:
                break;
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Chart chart, Language language)
    {
        json.WriteStartObject();
        json.WriteString("title", chart.Title.In(language));
        json.WriteString("description", chart.Description.In(language));
        json.WriteBoolean("plane", chart.IsPlane);
        Write(json, "x", chart.X, language);
        Write(json, "y", chart.Y, language);
        List(json, "lines", chart.Lines, line =>
        {
            json.WriteStartObject();
            json.WriteString("name", line.Name.In(language));
            json.WriteNumber("style", line.Style);
            List(json, "points", line.Points, point =>
            {
                Place(json, chart.X.PlaceOf(point.X));
                Place(json, chart.Y.PlaceOf(point.Y));
            });
            json.WriteEndObject();
        });
        List(json, "contours", chart.Contours, contour =>
        {
            json.WriteStartObject();
            json.WriteNumber("level", Rounded(contour.Level));
            List(json, "pieces", contour.Pieces, piece =>
            {
                Place(json, chart.X.PlaceOf(piece.X0));
                Place(json, chart.Y.PlaceOf(piece.Y0));
                Place(json, chart.X.PlaceOf(piece.X1));
                Place(json, chart.Y.PlaceOf(piece.Y1));
            });
            json.WriteEndObject();
        });
        List(json, "samples", chart.Samples, sample =>
        {
            Place(json, chart.X.PlaceOf(sample.X));
            Place(json, chart.Y.PlaceOf(sample.Y));
            json.WriteNumberValue(sample.IsSecond ? 1 : 0);
        });
        if (chart.Field is Field field)
        {
            json.WriteStartObject("field");
            json.WriteNumber("columns", field.Columns);
            json.WriteNumber("rows", field.Rows);
            List(json, "shares", field.Shares, share => Place(json, share));
            json.WriteEndObject();
        }

        if (chart.Handle is Handle handle)
        {
            json.WriteStartObject("handle");
            json.WriteString("label", handle.Label.In(language));
            json.WriteString("settingX", handle.SettingX);
            json.WriteString("settingY", handle.SettingY);
            json.WriteNumber("x", Rounded(chart.X.PlaceOf(handle.X)));
            json.WriteNumber("y", Rounded(chart.Y.PlaceOf(handle.Y)));
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, Axis axis, Language language)
    {
        json.WriteStartObject(name);
        json.WriteString("label", axis.Label.In(language));
        List(json, "ticks", axis.Ticks(), tick =>
        {
            json.WriteStartObject();
            json.WriteNumber("place", Rounded(tick.Place));
            json.WriteString("text", tick.Text);
            json.WriteEndObject();
        });
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Table table, Language language)
    {
        json.WriteStartObject();
        json.WriteString("title", table.Title.In(language));
        List(json, "columns", table.Columns, column => json.WriteStringValue(column.In(language)));
        List(json, "rows", table.Rows, row =>
        {
            json.WriteStartArray();
            foreach (Words cell in row)
            {
                json.WriteStringValue(cell.In(language));
            }

            json.WriteEndArray();
        });
        json.WriteEndObject();
    }

    private static void List<T>(Utf8JsonWriter json, string name, IReadOnlyList<T> items, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (T item in items)
        {
            write(item);
        }

        json.WriteEndArray();
    }

    /// <summary>A place, or null where there is none. Far outside is as good as further.</summary>
    private static void Place(Utf8JsonWriter json, double place)
    {
        if (double.IsNaN(place))
        {
            json.WriteNullValue();
        }
        else
        {
            json.WriteNumberValue(Rounded(Math.Clamp(place, -10, 10)));
        }
    }

    private static double Rounded(double place) => Math.Round(place, 4);

    private static string Write(Action<Utf8JsonWriter> write)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            write(json);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
