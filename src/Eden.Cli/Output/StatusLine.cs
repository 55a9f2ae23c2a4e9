namespace Eden.Cli.Output;

/// <summary>A line on standard error that tells whoever sits at a terminal how a long run goes. The first second is silent. A pipe
/// gets a line now and then.</summary>
internal sealed class StatusLine : IDisposable
{
    private const string EraseLine = "\r\u001b[K";
    private const string Gap = "  ";

    /// <summary>How a line in a pipe begins, so that nobody takes it for an error.</summary>
    private const string PipePrefix = "progress: ";

    private static readonly TimeSpan FirstShown = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan FirstPiped = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan PipeInterval = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly Timer _timer;
    private readonly Func<IReadOnlyList<string>> _text;
    private bool _isShown;
    private bool _isDisposed;

    /// <summary>Starts the clock.</summary>
    /// <param name="text">What to show, the most important first: what does not fit is left out. Asked on a thread of the pool.</param>
    public StatusLine(Func<IReadOnlyList<string>> text)
    {
        _text = text;
        _timer = Console.IsErrorRedirected
            ? new Timer(_ => Tell($"{PipePrefix}{string.Join(Gap, _text())}"), state: null, FirstPiped, PipeInterval)
            : new Timer(_ => Show(), state: null, FirstShown, Interval);
    }

    /// <summary>A bar of blocks and a blank: <c>━━━━━━━━╸─────────── </c>; nothing in a pipe.</summary>
    /// <param name="share">From 0 to 1.</param>
    /// <param name="width">Its characters.</param>
    public static string Bar(double share, int width = 24)
    {
        if (Console.IsErrorRedirected)
        {
            return "";
        }

        int halves = (int)Math.Round(Math.Clamp(share, 0, 1) * width * 2);
        string half = halves % 2 == 1 ? "╸" : "";
        return $"{new string('━', halves / 2)}{half}{new string('─', width - (halves / 2) - half.Length)} ";
    }

    /// <summary>A time in few characters: <c>40 s</c>, <c>3 min 20 s</c>, <c>2 h 5 min</c>.</summary>
    public static string Duration(TimeSpan time) => time switch
    {
        { TotalSeconds: < 59.5 } => FormattableString.Invariant($"{time.TotalSeconds:F0} s"),
        { TotalMinutes: < 60 } => FormattableString.Invariant($"{(int)time.TotalMinutes} min {time.Seconds} s"),
        _ => FormattableString.Invariant($"{(int)time.TotalHours} h {time.Minutes} min"),
    };

    /// <summary>Writes lines to standard output without tearing the status line.</summary>
    public void Print(string line)
    {
        lock (_lock)
        {
            Erase();
            Console.Out.WriteLine(line);
            Console.Out.Flush();
            if (Console.IsErrorRedirected)
            {
                // The line says how it goes.
                _timer.Change(PipeInterval, PipeInterval);
            }
        }
    }

    /// <summary>Writes a line to standard error that stays.</summary>
    public void Tell(string line)
    {
        lock (_lock)
        {
            if (!_isDisposed)
            {
                Erase();
                StandardStreams.Tell(line);
            }
        }
    }

    /// <summary>Stops the clock and erases the line.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        lock (_lock)
        {
            _isDisposed = true;
            Erase();
        }
    }

    private static string Fit(IReadOnlyList<string> parts, int width)
    {
        string line = TextWidth.Cut(parts[0], width);
        foreach (string part in parts.Skip(1).TakeWhile(part => TextWidth.Of(line) + Gap.Length + TextWidth.Of(part) <= width))
        {
            line += Gap + part;
        }

        return line;
    }

    private void Erase()
    {
        if (_isShown)
        {
            Console.Error.Write(EraseLine);
            _isShown = false;
        }
    }

    private void Show()
    {
        lock (_lock)
        {
            if (!_isDisposed)
            {
                Console.Error.Write(EraseLine + Fit(_text(), TerminalWidth.OfWindow - 1));
                _isShown = true;
            }
        }
    }
}
