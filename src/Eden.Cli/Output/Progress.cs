namespace Eden.Cli.Output;

/// <summary>Tells whoever sits at a terminal how far a long run is.</summary>
internal sealed class Progress : IProgress<int>, IProgress<string>, IDisposable
{
    private readonly StatusLine _status;
    private int _done;

    /// <summary>Starts the clock.</summary>
    /// <param name="what">What is counted.</param>
    /// <param name="total">How many there are, where that is known.</param>
    public Progress(string what, long? total = null)
    {
        string rest = total is long number ? $" of {number} {what}" : $" {what}";
        _status = new StatusLine(() => $"{Volatile.Read(ref _done)}{rest}");
    }

    /// <inheritdoc/>
    public void Report(int value) => Volatile.Write(ref _done, value);

    /// <summary>Takes a warning.</summary>
    public void Report(string value) => _status.Tell($"eden: warning: {value}");

    /// <summary>Stops the clock and erases the line.</summary>
    public void Dispose() => _status.Dispose();
}
