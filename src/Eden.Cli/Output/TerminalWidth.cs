using System.Globalization;

namespace Eden.Cli.Output;

/// <summary>The number of columns that a line may take. Everything that is printed asks here.</summary>
internal static class TerminalWidth
{
    /// <summary>The width where nothing says one, and the most that text takes: longer lines are hard to read.</summary>
    public const int Usual = 100;

    private const int OfUnknownTerminal = 80;
    private const int Least = 20;

    /// <summary>The width of pictures: <c>COLUMNS</c>, else the terminal's, else 100.</summary>
    public static int OfPicture => Asked ?? (Console.IsOutputRedirected ? Usual : OfWindow);

    /// <summary>The width of text: as of pictures, and at most 100.</summary>
    public static int OfText => Math.Min(OfPicture, Usual);

    /// <summary>The width of tables: as of pictures, but without limit in a pipe without <c>COLUMNS</c>, so that columns stay columns for
    /// grep and awk.</summary>
    public static int OfTable => Asked is null && Console.IsOutputRedirected ? int.MaxValue : OfPicture;

    /// <summary>The width of the window that standard error is seen in.</summary>
    public static int OfWindow => Math.Max(Console.WindowWidth > 1 ? Console.WindowWidth : OfUnknownTerminal, Least);

    private static int? Asked =>
        int.TryParse(Environment.GetEnvironmentVariable("COLUMNS"), NumberStyles.None, CultureInfo.InvariantCulture, out int columns) && columns > 0
            ? Math.Max(columns, Least)
            : null;
}
