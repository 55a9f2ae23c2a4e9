using System.Diagnostics;
using System.Globalization;
using Eden.Lab;
using Eden.Lab.Sweeps;

namespace Eden.Cli.Output;

/// <summary>Says where finished runs go, how many of them there are, and how long the rest takes.</summary>
internal sealed class RunProgress : ISweepProgress, IProgress<string>, IDisposable
{
    private readonly int _runs;
    private readonly string _file;
    private readonly StatusLine _status;
    private int _done = -1;
    private int _before;
    private long _start;

    /// <summary>Starts the clock.</summary>
    /// <param name="runs">How many there are.</param>
    /// <param name="file">Where they go.</param>
    public RunProgress(int runs, string file)
    {
        _runs = runs;
        _file = file;
        _status = new StatusLine(Status);
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
            _status.Tell($"eden: {Beginning(value)}");
        }

        Volatile.Write(ref _done, value);
    }

    /// <summary>Takes a warning.</summary>
    public void Report(string value) => _status.Tell($"eden: warning: {value}");

    /// <summary>Whether all finished runs are in the file.</summary>
    public bool IsFileComplete { get; private set; } = true;

    public void OnFile(string? failure)
    {
        IsFileComplete = failure is null;
        if (failure is not null)
        {
            _status.Tell($"eden: {failure}; the sweep continues and tries again");
        }
    }

    public void Dispose() => _status.Dispose();

    private string Beginning(int before)
    {
        string runs = Phrase.Counted(_runs, "run");
        return before == 0 ? $"{runs} to do, kept in {_file}"
            : before < _runs ? $"{before} of {runs} are already in {_file}"
            : $"all {runs} are already in {_file}";
    }

    private IReadOnlyList<string> Status()
    {
        int done = Volatile.Read(ref _done);
        if (done < 0)
        {
            return ["reading the data"];
        }

        double share = (double)done / _runs;
        string progress = string.Create(CultureInfo.InvariantCulture, $"{StatusLine.Bar(share)}{100 * share:F0} %");
        return done > _before
            ? [$"run {done} of {_runs}", progress, $"{StatusLine.Duration(Stopwatch.GetElapsedTime(_start) * ((double)(_runs - done) / (done - _before)))} left"]
            : [$"run {done} of {_runs}", progress];
    }
}
