namespace Eden.Cli.Output;

/// <summary>Tells how far a long run is.</summary>
internal sealed class Progress : IProgress<int>, IProgress<string>, IDisposable
{
    private readonly StatusLine _status;
    private readonly string _rest;
    private int _done;

    private Progress(string what, long? total)
    {
        _rest = total is long number ? $" of {number} {what}" : $" {what}";
        _status = new StatusLine(() => [Text]);
    }

    private string Text => $"{Volatile.Read(ref _done)}{_rest}";

    /// <summary>Runs something and shows how far it is. If it is stopped, says so.</summary>
    /// <param name="what">What is counted.</param>
    /// <param name="total">How many there are, where that is known.</param>
    /// <param name="run">What to run. It writes nothing that stays.</param>
    /// <exception cref="StoppedException">It was stopped.</exception>
    public static T Watch<T>(string what, long? total, Func<Progress, T> run)
    {
        using Progress progress = new(what, total);
        try
        {
            return run(progress);
        }
        catch (OperationCanceledException)
        {
            throw new StoppedException($"stopped after {progress.Text}; nothing was written");
        }
    }

    /// <inheritdoc/>
    public void Report(int value) => Volatile.Write(ref _done, value);

    /// <summary>Takes a warning.</summary>
    public void Report(string value) => _status.Tell($"eden: warning: {value}");

    /// <summary>Stops the clock and erases the line.</summary>
    public void Dispose() => _status.Dispose();
}
