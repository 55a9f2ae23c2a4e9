using System.Globalization;

namespace Eden.Playground.Pages;

/// <summary>An axis of a chart.</summary>
/// <param name="Label">What it measures.</param>
/// <param name="Least">The value at its start; above 0 on a logarithmic axis.</param>
/// <param name="Greatest">The value at its end.</param>
internal sealed record Axis(Words Label, double Least, double Greatest)
{
    private const int MostTicks = 6;

    public bool IsLogarithmic { get; init; }

    /// <summary>An axis that holds all finite values, with a margin.</summary>
    public static Axis Over(Words label, IEnumerable<double> values, bool isLogarithmic = false)
    {
        double[] shown = [.. values.Where(value => double.IsFinite(value) && (!isLogarithmic || value > 0))];
        if (shown.Length == 0)
        {
            shown = [1];
        }

        (double least, double greatest) = (shown.Min(), shown.Max());
        if (isLogarithmic)
        {
            return new(label, least / 1.5, greatest * 1.5) { IsLogarithmic = true };
        }

        double margin = greatest > least ? 0.05 * (greatest - least) : Math.Max(Math.Abs(greatest), 1) * 0.05;
        return new(label, least - margin, greatest + margin);
    }

    /// <summary>Where a value stands: 0 at the start and 1 at the end; NaN where it has no place.</summary>
    public double PlaceOf(double value) =>
        IsLogarithmic ? (value > 0 ? Math.Log(value / Least) / Math.Log(Greatest / Least) : double.NaN)
        : (value - Least) / (Greatest - Least);

    /// <summary>Round values along the axis: multiples of 1, 2 or 5, or those themselves on a logarithmic axis.</summary>
    public IReadOnlyList<(double Place, string Text)> Ticks()
    {
        double[] values = IsLogarithmic ? LogarithmicTicks() : LinearTicks();
        return [.. values.Select(value => (PlaceOf(value), Text(value)))];
    }

    /// <summary>A number as a chart or table shows it: three significant digits, thousands apart.</summary>
    public static string Text(double value)
    {
        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? "—" : value > 0 ? "∞" : "−∞";
        }

        double size = Math.Abs(value);
        string text = size switch
        {
            0 => "0",
            < 1e-3 or >= 1e7 => size.ToString("0.##e0", CultureInfo.InvariantCulture),
            >= 1000 => Math.Round(size).ToString("#,0", CultureInfo.InvariantCulture),
            _ => double.Parse(size.ToString("G3", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture).ToString("0.######", CultureInfo.InvariantCulture),
        };
        return value < 0 ? "−" + text : text;
    }

    private double[] LinearTicks()
    {
        double rough = (Greatest - Least) / MostTicks;
        double power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        double step = power * (rough / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 };
        double first = Math.Ceiling(Least / step);
        int count = (int)(Math.Floor(Greatest / step) - first) + 1;
        return [.. Enumerable.Range(0, count).Select(place => (first + place) * step)];
    }

    private double[] LogarithmicTicks()
    {
        double[] all = NumberSetting.OneTwoFive(Least, Greatest);
        double[] decades = [.. all.Where(value => value.ToString("e0", CultureInfo.InvariantCulture)[0] == '1')];
        double[] chosen = all.Length <= MostTicks ? all : decades;
        int stride = (chosen.Length + MostTicks - 1) / MostTicks;
        return [.. chosen.Where((_, place) => place % Math.Max(1, stride) == 0)];
    }
}
