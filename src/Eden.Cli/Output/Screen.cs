using System.Text;
using Spectre.Console;

namespace Eden.Cli.Output;

/// <summary>
/// Standard output as a verb draws on it: coloured in a terminal, plain text in a pipe or file. Nothing appears before <see cref="Dispose"/> or <see cref="Flush"/>.
/// </summary>
internal sealed class Screen : IDisposable
{
    /// <summary>What a drawing may count on. Wider windows do not widen it: long lines are hard to read.</summary>
    public const int Width = 100;

    private readonly StreamWriter _writer;

    /// <summary>Opens the screen.</summary>
    /// <param name="width">The columns that a drawing may use.</param>
    public Screen(int width = Width)
    {
        bool colours = !Console.IsOutputRedirected
            && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
            && Environment.GetEnvironmentVariable("TERM") != "dumb";
        _writer = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 1 << 14);
        Ansi = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = colours ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = colours ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
            Out = new FixedOutput(_writer, width, !Console.IsOutputRedirected),
        });
    }

    /// <summary>Where tables and marked-up text go.</summary>
    public IAnsiConsole Ansi { get; }

    /// <summary>Shows what was drawn so far.</summary>
    public void Flush() => _writer.Flush();

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();

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
