using System.Globalization;
using Spectre.Console;

namespace Eden.Cli.Output;

/// <summary>A small heat map for the terminal: a cell is a shade, coloured where there are colours, and the best cell is
/// marked.</summary>
/// <param name="Title">What the map is of.</param>
/// <param name="Rows">The names of the rows, top to bottom.</param>
/// <param name="Columns">The names of the columns, left to right.</param>
/// <param name="Values">A number for each cell, row by row: NaN or infinite where the run failed, absent where there was
/// none.</param>
/// <param name="LowerIsBetter">Whether the least number is the best.</param>
internal sealed record HeatMap(string Title, IReadOnlyList<string> Rows, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<double?>> Values, bool LowerIsBetter)
{
    private const string Shades = "·░▒▓█";
    private const string Gap = "    ";
    private static readonly string[] Colours = ["grey", "blue", "teal", "green", "yellow"];

    /// <summary>Lays maps out side by side, on one scale, as lines of markup of equal width within a map.</summary>
    /// <param name="maps">The maps.</param>
    public static IEnumerable<string> Lay(params IReadOnlyList<HeatMap> maps)
    {
        double[] finite = [.. maps.SelectMany(map => map.Values).SelectMany(row => row).OfType<double>().Where(double.IsFinite)];
        Scale scale = finite.Length == 0 ? new Scale(0, 0) : new Scale(finite.Min(), finite.Max());
        string[][] columns = [.. maps.Select(map => map.Draw(scale).ToArray())];
        for (int line = 0; line < columns.Max(column => column.Length); line++)
        {
            yield return string.Join(Gap, columns.Select(column => line < column.Length ? column[line] : new string(' ', Markup.Remove(column[0]).Length)));
        }

        yield return Legend(maps, scale);
    }

    private static string Legend(IReadOnlyList<HeatMap> maps, Scale scale)
    {
        string shades = string.Concat(Shades.Select((shade, index) => $"[{Colours[index]}]{shade}[/]"));
        bool lowerIsBetter = maps[0].LowerIsBetter;
        (double worst, double best) = lowerIsBetter ? (scale.Greatest, scale.Least) : (scale.Least, scale.Greatest);
        return string.Create(CultureInfo.InvariantCulture, $"[grey]{worst:G4}[/] {shades} [grey]{best:G4}   [[]] best   × failed[/]");
    }

    private IEnumerable<string> Draw(Scale scale)
    {
        int head = Math.Max(Rows.Max(TextWidth.Of), 1);
        int cell = Math.Max(Columns.Max(TextWidth.Of), 3) + 1;
        int width = Math.Max(head + (cell * Columns.Count), TextWidth.Of(Title));
        double? best = FindBest();
        yield return $"[bold]{Markup.Escape(TextWidth.PadRight(Title, width))}[/]";
        foreach ((string name, IReadOnlyList<double?> row) in Rows.Zip(Values))
        {
            string cells = string.Concat(row.Select(value => CellText(value, scale, best, cell)));
            yield return $"[grey]{Markup.Escape(TextWidth.PadLeft(name, head))}[/]{cells}{new string(' ', width - head - (cell * row.Count))}";
        }

        string names = string.Concat(Columns.Select(name => TextWidth.PadLeft(name, cell)));
        yield return $"[grey]{Markup.Escape(TextWidth.PadRight(new string(' ', head) + names, width))}[/]";
    }

    private double? FindBest()
    {
        IEnumerable<double> finite = Values.SelectMany(row => row).OfType<double>().Where(double.IsFinite);
        return !finite.Any() ? null : LowerIsBetter ? finite.Min() : finite.Max();
    }

    private string CellText(double? value, Scale scale, double? best, int width)
    {
        string margin = new(' ', width - 3);
        if (value is not double number)
        {
            return new string(' ', width);
        }

        if (!double.IsFinite(number))
        {
            return $"{margin}[red] × [/]";
        }

        double share = scale.ShareOf(number);
        int shade = (int)Math.Min(Shades.Length - 1, (LowerIsBetter ? 1 - share : share) * Shades.Length);
        string mark = $"[{Colours[shade]}]{Shades[shade]}[/]";
        return number == best ? $"{margin}[[{mark}]]" : $"{margin}[{Colours[shade]}]{new string(Shades[shade], 3)}[/]";
    }

    private readonly record struct Scale(double Least, double Greatest)
    {
        public double ShareOf(double value) => Greatest > Least ? (value - Least) / (Greatest - Least) : 0.5;
    }
}
