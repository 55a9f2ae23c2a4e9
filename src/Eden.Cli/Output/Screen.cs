using System.Text;

namespace Eden.Cli.Output;

/// <summary>
/// Standard output as a verb draws on it: coloured in a terminal, plain text without trailing blanks in a pipe or file.
/// Nothing appears before <see cref="Dispose"/>.
/// </summary>
internal sealed class Screen : IDisposable
{
    private readonly StringWriter _drawn = new();
    private readonly bool _isColoured = !Console.IsOutputRedirected
        && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
        && Environment.GetEnvironmentVariable("TERM") != "dumb"
        && (!OperatingSystem.IsWindows() || WindowsConsole.TryEnableEscapeSequences());

    /// <summary>The columns of text.</summary>
    public int Width { get; } = TerminalWidth.OfText;

    /// <summary>The columns of pictures.</summary>
    public int PictureWidth { get; } = TerminalWidth.OfPicture;

    /// <summary>The columns of tables.</summary>
    public int TableWidth { get; } = TerminalWidth.OfTable;

    /// <summary>Draws text, in as many lines as it takes.</summary>
    /// <param name="markup">Text in <see cref="Markup"/>. Blanks that it begins with stand before every line.</param>
    /// <param name="hang">The blanks before the lines after the first that come on top.</param>
    public void Line(string markup = "", int hang = 0) => Line(markup, hang, Width);

    /// <summary>Draws a record of data as text, but on one line in a pipe, where a program may read it.</summary>
    /// <param name="markup">As of text.</param>
    /// <param name="hang">As of text.</param>
    public void Data(string markup, int hang = 0) => Line(markup, hang, Math.Max(Width, TableWidth));

    /// <summary>Draws a table.</summary>
    /// <param name="table">The table.</param>
    /// <param name="margin">What stands before every line.</param>
    public void Table(TextTable table, string margin = "")
    {
        foreach (string line in table.Lay(TableWidth - margin.Length))
        {
            Whole(margin + line);
        }
    }

    /// <summary>Draws as many of a table's columns as fit, the first first, and says how many are left out.</summary>
    public void FirstColumns(TextTable table)
    {
        (IReadOnlyList<string> lines, int columnsLeftOut) = table.LayFirst(TableWidth);
        foreach (string line in lines)
        {
            Whole(line);
        }

        if (columnsLeftOut > 0)
        {
            Line($"[grey]{TableLayout.LeftOut(columnsLeftOut)}[/]");
        }
    }

    /// <summary>Draws a line that is laid out already: of a table or a picture, or a command to copy.</summary>
    /// <param name="markup">Text in <see cref="Markup"/>.</param>
    public void Whole(string markup) => _drawn.WriteLine(_isColoured ? Markup.ToAnsi(markup) : Markup.Remove(markup));

    private void Line(string markup, int hang, int width)
    {
        foreach (string line in Paragraph.WrapMarkup(markup, width, hang))
        {
            Whole(line);
        }
    }

    /// <summary>Shows what was drawn.</summary>
    public void Dispose()
    {
        using StreamWriter output = new(StandardStreams.Output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 1 << 14);
        foreach (string line in _drawn.ToString().TrimEnd().Split(_drawn.NewLine))
        {
            output.WriteLine(_isColoured ? line : line.TrimEnd(' '));
        }
    }
}
