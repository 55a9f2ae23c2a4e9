using System.Globalization;
using Eden.Testing;

namespace Eden.Tests.Support;

/// <summary>Rows of tables in the documentation.</summary>
internal static class DocumentedRow
{
    // Another system's power function may change the last digit that is shown.
    private const double Relative = 0.05;

    /// <summary>Asserts that a page has a row that begins with these cells: the first the same, the numbers nearly.</summary>
    public static void AssertShown(string page, string row)
    {
        string[] cells = Cells(row);
        string shown = Assert.Single(File.ReadLines(Repository.PathTo("docs", page)), line => line.StartsWith($"| {cells[0]} |", StringComparison.Ordinal));
        Assert.All(cells[1..].Zip(Cells(shown)[1..]), pair => Assert.True(Near(Number(pair.First), Number(pair.Second)), $"{page} shows {shown} where {row} was measured."));
    }

    private static string[] Cells(string row) => row.Trim('|').Split('|', StringSplitOptions.TrimEntries);

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static bool Near(double measured, double shown) => Math.Abs(measured - shown) <= Relative * Math.Abs(shown);
}
