namespace Eden.Cli.Output;

/// <summary>Tells whoever sits at a terminal how far a long run is, on standard error. The first second is silent, and so is a
/// pipe.</summary>
internal sealed class Progress : IProgress<int>, IDisposable
{
    private const string EraseLine = "\r\u001b[K";

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Timer? _timer;
    private readonly string _what;
    private readonly string _total;
    private int _done;
    private bool _isShown;
    private bool _isDisposed;

    /// <summary>Starts the clock.</summary>
    /// <param name="what">What is counted.</param>
    /// <param name="total">How many there are, where that is known.</param>
    public Progress(string what, long? total = null)
    {
        _what = what;
        _total = total is long number ? $" of {number}" : "";
        if (!Console.IsErrorRedirected)
        {
            _timer = new Timer(_ => Show(), state: null, Interval, Interval);
        }
    }

    /// <inheritdoc/>
    public void Report(int value) => Volatile.Write(ref _done, value);

    /// <summary>Stops the clock and erases the line.</summary>
    public void Dispose()
    {
        _timer?.Dispose();
        lock (_lock)
        {
            _isDisposed = true;
            if (_isShown)
            {
                Console.Error.Write(EraseLine);
            }
        }
    }

    private void Show()
    {
        lock (_lock)
        {
            if (!_isDisposed)
            {
                Console.Error.Write($"{EraseLine}{Volatile.Read(ref _done)}{_total} {_what}");
                _isShown = true;
            }
        }
    }
}
