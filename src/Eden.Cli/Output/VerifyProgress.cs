using Eden.Lab.Recordings;

namespace Eden.Cli.Output;

/// <summary>Tells whoever sits at a terminal what a verification is at, second by second. The first one is silent, and so is a
/// pipe.</summary>
internal sealed class VerifyProgress : IDisposable
{
    private const string EraseLine = "\r\u001b[K";
    private const int LongestText = 70;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Timer? _timer;
    private string? _current;
    private bool _isDrawn;

    public VerifyProgress()
    {
        if (!Console.IsErrorRedirected)
        {
            // A timer, because a single large file may take long.
            _timer = new Timer(_ => Draw(), state: null, Interval, Interval);
        }
    }

    /// <summary>Says what is next.</summary>
    public void Show(string what)
    {
        lock (_lock)
        {
            _current = what;
        }
    }

    public void Dispose()
    {
        _timer?.Dispose();
        lock (_lock)
        {
            _current = null;
            if (_isDrawn)
            {
                Console.Error.Write(EraseLine);
            }
        }
    }

    private void Draw()
    {
        lock (_lock)
        {
            // The timer may fire once more after its end.
            if (_current is not null)
            {
                _isDrawn = true;
                Console.Error.Write(EraseLine + Printable.Of(_current, LongestText));
            }
        }
    }
}
