using System.Text;
using Spectre.Console;

namespace Eden.Cli.Output;

/// <summary>
/// Standard output as a verb draws on it: coloured in a terminal, plain text without trailing blanks in a pipe or file.
/// Nothing appears before <see cref="Dispose"/>.
/// </summary>
internal sealed class Screen : IDisposable
{
    /// <summary>What a drawing may count on. Wider windows do not widen it: long lines are hard to read.</summary>
    public const int Width = 100;

    private readonly StringWriter _drawn = new();
    private readonly bool _isColoured;
    private readonly Lazy<IAnsiConsole> _ansi;

    /// <summary>Opens the screen.</summary>
    /// <param name="width">The columns that a table may use.</param>
    public Screen(int width = Width)
    {
        _isColoured = !Console.IsOutputRedirected
            && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
            && Environment.GetEnvironmentVariable("TERM") != "dumb";
        _ansi = new Lazy<IAnsiConsole>(() => AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = _isColoured ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = _isColoured ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
            Out = new FixedOutput(_drawn, width, !Console.IsOutputRedirected),
        }));
    }

    /// <summary>Where tables go.</summary>
    public IAnsiConsole Ansi => _ansi.Value;

    /// <summary>Draws a line that is laid out already. Plain, it does without <see cref="Ansi"/>, whose start takes a third of
    /// the time of a short verb.</summary>
    /// <param name="markup">Text in Spectre's markup.</param>
    public void Line(string markup = "")
    {
        if (_isColoured)
        {
            Ansi.MarkupLine(markup);
        }
        else
        {
            _drawn.WriteLine(Markup.Remove(markup));
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

    private sealed class FixedOutput(TextWriter writer, int width, bool isTerminal) : IAnsiConsoleOutput
    {
        public TextWriter Writer => writer;

        public bool IsTerminal => isTerminal;

        public int Width => width;

        public int Height => 25;

        public void SetEncoding(Encoding encoding)
        {
        }
    }
}
