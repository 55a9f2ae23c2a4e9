namespace Eden.Cli.Output;

/// <summary>A line on standard error that tells whoever sits at a terminal how a long run goes. The first second is silent. A pipe is
/// silent too, or gets a line now and then.</summary>
internal sealed class StatusLine : IDisposable
{
    private const string EraseLine = "\r\u001b[K";
    private const int UsualWidth = 80;

    private static readonly TimeSpan FirstShown = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan PipeInterval = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly Timer? _timer;
    private readonly Func<string> _text;
    private bool _isShown;
    private bool _isDisposed;

    /// <summary>Starts the clock.</summary>
    /// <param name="text">What to show; asked on a thread of the pool.</param>
    /// <param name="pipeText">What to write to a pipe every half a minute; left out, nothing.</param>
    public StatusLine(Func<string> text, Func<string>? pipeText = null)
    {
        _text = text;
        if (!Console.IsErrorRedirected)
        {
            _timer = new Timer(_ => Show(), state: null, FirstShown, Interval);
        }
        else if (pipeText is not null)
        {
            _timer = new Timer(_ => Tell(pipeText()), state: null, PipeInterval, PipeInterval);
        }
    }

    /// <summary>A bar of blocks: <c>━━━━━━━━╸───────────</c>.</summary>
    /// <param name="share">From 0 to 1.</param>
    /// <param name="width">Its characters.</param>
    public static string Bar(double share, int width = 24)
    {
        int halves = (int)Math.Round(Math.Clamp(share, 0, 1) * width * 2);
        string half = halves % 2 == 1 ? "╸" : "";
        return $"{new string('━', halves / 2)}{half}{new string('─', width - (halves / 2) - half.Length)}";
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
                Console.Error.WriteLine(line);
            }
        }
    }

    /// <summary>Stops the clock and erases the line.</summary>
    public void Dispose()
    {
        _timer?.Dispose();
        lock (_lock)
        {
            _isDisposed = true;
            Erase();
        }
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
                string text = _text();

                // Some terminals do not know their width.
                int width = Console.WindowWidth > 1 ? Console.WindowWidth : UsualWidth;
                Console.Error.Write(EraseLine + (text.Length < width ? text : text[..(width - 1)]));
                _isShown = true;
            }
        }
    }
}
