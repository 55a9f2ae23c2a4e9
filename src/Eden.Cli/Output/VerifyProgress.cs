using Eden.Lab.Recordings;

namespace Eden.Cli.Output;

/// <summary>Tells whoever sits at a terminal what a long verification is at. The first second is silent, and so is a pipe.</summary>
internal sealed class VerifyProgress : IDisposable
{
    private const string EraseLine = "\r\u001b[K";
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Timer? _timer;
    private string _current = "";
    private int _count;
    private bool _shown;

    public VerifyProgress()
    {
        if (!Console.IsErrorRedirected)
        {
            _timer = new Timer(_ => Show(), state: null, Interval, Interval);
        }
    }

    /// <summary>Says what is next.</summary>
    public void Start(string what)
    {
        lock (_lock)
        {
            _current = what;
            _count++;
        }
    }

    public void Dispose()
    {
        _timer?.Dispose();
        lock (_lock)
        {
            if (_shown)
            {
                Console.Error.Write(EraseLine);
            }

            _shown = false;
            _count = 0;
        }
    }

    private void Show()
    {
        lock (_lock)
        {
            if (_count > 0)
            {
                Console.Error.Write($"{EraseLine}{_count}: {Printable.Of(_current, 60)}");
                _shown = true;
            }
        }
    }
}
