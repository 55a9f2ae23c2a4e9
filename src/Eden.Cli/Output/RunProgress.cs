using System.Diagnostics;
using System.Globalization;

namespace Eden.Cli.Output;

/// <summary>How many of many equal runs are finished, and how long the rest takes.</summary>
internal sealed class RunProgress : IProgress<int>, IDisposable
{
    private readonly int _runs;
    private readonly StatusLine _status;
    private int _done = -1;
    private int _before;
    private long _start;

    public RunProgress(int runs)
    {
        _runs = runs;
        _status = new StatusLine(Text);
    }

    /// <summary>How many are finished.</summary>
    public int Done => Math.Max(Volatile.Read(ref _done), 0);

    /// <summary>Takes how many are finished; the first time, how many were before.</summary>
    public void Report(int value)
    {
        if (_done < 0)
        {
            _before = value;
            _start = Stopwatch.GetTimestamp();
        }

        Volatile.Write(ref _done, value);
    }

    public void Dispose() => _status.Dispose();

    private string Text()
    {
        int done = Volatile.Read(ref _done);
        if (done < 0)
        {
            return "reading the data";
        }

        double share = (double)done / _runs;
        string left = done > _before ? $"  {StatusLine.Duration(Stopwatch.GetElapsedTime(_start) * ((double)(_runs - done) / (done - _before)))} left" : "";
        return string.Create(CultureInfo.InvariantCulture, $"run {done} of {_runs} {StatusLine.Bar(share)} {100 * share:F0} %{left}");
    }
}
