using System.Globalization;
using System.Numerics;

namespace Eden.Lab.Data;

/// <summary>Numbers as tables write them.</summary>
internal static class CsvNumber
{
    private static readonly string[] MissingMarks = ["", "NA", "N/A", "#N/A", "NaN", "null", "None", "?"];

    /// <summary>Reads a finite number.</summary>
    public static bool TryParse(string cell, out double value) =>
        double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);

    /// <summary>Whether a cell is one of the usual marks of a missing value.</summary>
    public static bool IsMissing(string cell) => MissingMarks.Contains(cell, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a cell is no number, not even one that cannot be used, and no missing value.</summary>
    public static bool IsWord(string cell) => !IsMissing(cell) && !double.TryParse(cell.Replace(',', '.'), NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    /// <summary>Why a cell is no number that a feature can be.</summary>
    public static string Explain(string cell)
    {
        if (IsMissing(cell))
        {
            return $"{(cell.Length == 0 ? "the cell is empty" : $"{DataFile.Quote(cell)} is a missing value")}; fill it in, or remove the row";
        }

        string quoted = DataFile.Quote(cell);
        if (double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
        {
            return $"{quoted} is not a finite number; the largest is 1.8e308";
        }

        string point = cell.Replace(',', '.');
        return point != cell && TryParse(point, out _)
            ? $"{quoted} has a decimal comma; write numbers with a point"
            : $"{quoted} is not a number";
    }

    /// <summary>The value of a decimal number in one spelling, without rounding: <c>1</c>, <c>1.0</c> and <c>10e-1</c> give the
    /// same, <c>-0</c> and <c>0</c> too, and whole numbers that a double cannot tell apart do not.</summary>
    /// <param name="cell">What <see cref="TryParse"/> takes for a number.</param>
    public static string ExactValue(string cell)
    {
        string text = cell.Trim().ToUpperInvariant();
        string[] parts = text.TrimStart('+', '-').Split('E');
        string digits = parts[0].Replace(".", "", StringComparison.Ordinal);
        int point = parts[0].IndexOf('.', StringComparison.Ordinal);
        BigInteger exponent = parts.Length > 1 ? BigInteger.Parse(parts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) : 0;
        exponent += (point < 0 ? parts[0].Length : point) - digits.Length;
        string significant = digits.TrimEnd('0');
        exponent += digits.Length - significant.Length;
        significant = significant.TrimStart('0');
        return significant.Length == 0 ? "0" : string.Create(CultureInfo.InvariantCulture, $"{(text[0] == '-' ? "-" : "")}{significant}E{exponent}");
    }
}
