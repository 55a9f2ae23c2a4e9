using System.Globalization;

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

    /// <summary>The columns of the narrowest cell.</summary>
    private const int LeastCell = 3;

    private static readonly string[] Colours = ["grey", "blue", "teal", "green", "yellow"];

    private int Head => Math.Max(Rows.Max(TextWidth.Of), 1);

    /// <summary>Lays maps out on one scale, as lines of markup: as many side by side as fit, the others below.</summary>
    /// <param name="width">The columns of a line. A map that is wider is drawn with narrower cells, and below that in parts.</param>
    /// <param name="maps">The maps.</param>
    public static IEnumerable<string> Lay(int width, params IReadOnlyList<HeatMap> maps)
    {
        double[] finite = [.. maps.SelectMany(map => map.Values).SelectMany(row => row).OfType<double>().Where(double.IsFinite)];
        Scale scale = finite.Length == 0 ? new Scale(0, 0) : new Scale(finite.Min(), finite.Max());
        List<string[]> row = [];
        int used = 0;
        foreach (string[] lines in maps.SelectMany(map => map.Parts(width)).Select(part => part.Map.Draw(scale, part.Best, width).ToArray()))
        {
            int columns = TextWidth.Of(Markup.Remove(lines[0]));
            if (used > 0 && used + Gap.Length + columns > width)
            {
                foreach (string line in Join(row).Append(""))
                {
                    yield return line;
                }

                row.Clear();
                used = 0;
            }

            used += (used > 0 ? Gap.Length : 0) + columns;
            row.Add(lines);
        }

        foreach (string line in Join(row).Append(Legend(maps, scale)))
        {
            yield return line;
        }
    }

    private static IEnumerable<string> Join(List<string[]> row)
    {
        for (int line = 0; line < row.Max(lines => lines.Length); line++)
        {
            yield return string.Join(Gap, row.Select(lines => line < lines.Length ? lines[line] : new string(' ', TextWidth.Of(Markup.Remove(lines[0])))));
        }
    }

    /// <summary>The map, or its columns in parts that fit.</summary>
    private IEnumerable<(HeatMap Map, double? Best)> Parts(int width)
    {
        double? best = FindBest();
        foreach (int[] part in Enumerable.Range(0, Columns.Count).Chunk(Math.Max(1, (width - Head) / LeastCell)))
        {
            yield return (this with
            {
                Columns = [.. part.Select(column => Columns[column])],
                Values = [.. Values.Select(IReadOnlyList<double?> (row) => [.. part.Where(column => column < row.Count).Select(column => row[column])])],
            }, best);
        }
    }

    private static string Legend(IReadOnlyList<HeatMap> maps, Scale scale)
    {
        string shades = string.Concat(Shades.Select((shade, index) => $"[{Colours[index]}]{shade}[/]"));
        bool lowerIsBetter = maps[0].LowerIsBetter;
        (double worst, double best) = lowerIsBetter ? (scale.Greatest, scale.Least) : (scale.Least, scale.Greatest);
        return string.Create(CultureInfo.InvariantCulture, $"[grey]{worst:G4}[/] {shades} [grey]{best:G4}   [[]] best   × failed[/]");
    }

    private IEnumerable<string> Draw(Scale scale, double? best, int mostColumns)
    {
        int label = Math.Max(Columns.Max(TextWidth.Of), LeastCell);
        int cell = Math.Clamp((mostColumns - Head) / Columns.Count, LeastCell, label + 1);
        int width = Math.Max(Head + (cell * Columns.Count), TextWidth.Of(Title));
        yield return $"[bold]{Markup.Escape(TextWidth.PadRight(Title, width))}[/]";
        foreach ((string name, IReadOnlyList<double?> row) in Rows.Zip(Values))
        {
            string cells = string.Concat(row.Select(value => CellText(value, scale, best, cell)));
            yield return $"[grey]{Markup.Escape(TextWidth.PadLeft(name, Head))}[/]{cells}{new string(' ', width - Head - (cell * row.Count))}";
        }

        // A label ends where its cell does; where cells are narrow, some have none.
        string names = "";
        for (int column = 0; column < Columns.Count; column++)
        {
            int blanks = Head + (cell * (column + 1)) - TextWidth.Of(Columns[column]) - TextWidth.Of(names);
            if (blanks > 0 || (blanks == 0 && names.Length == 0))
            {
                names += new string(' ', blanks) + Columns[column];
            }
        }

        yield return $"[grey]{Markup.Escape(TextWidth.PadRight(names, width))}[/]";
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
