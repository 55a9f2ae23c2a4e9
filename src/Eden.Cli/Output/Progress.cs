using System.Diagnostics;

namespace Eden.Cli.Output;

/// <summary>A line on standard error that counts while the work takes longer than a second; only in a terminal.</summary>
/// <param name="what">What is counted.</param>
/// <param name="total">How many there are.</param>
internal sealed class Progress(string what, long total) : IProgress<int>, IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly bool _isVisible = !Console.IsErrorRedirected;
    private long _last = Stopwatch.GetTimestamp();
    private bool _isDrawn;

    /// <inheritdoc/>
    public void Report(int value)
    {
        if (_isVisible && Stopwatch.GetElapsedTime(_last) >= Pause)
        {
            _last = Stopwatch.GetTimestamp();
            _isDrawn = true;
            Console.Error.Write($"\r{what} {value} of {total} ");
        }
    }

    /// <summary>Clears the line.</summary>
    public void Dispose()
    {
        if (_isDrawn)
        {
            Console.Error.Write($"\r{new string(' ', what.Length + 50)}\r");
        }
    }
}
