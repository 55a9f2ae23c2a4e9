namespace Eden;

/// <summary>How an optimizer uses the processor. Nothing here changes a result: it is the same bits for any setting.</summary>
public sealed record EngineOptions
{
    /// <summary>The environment variable that sets the default of <see cref="DegreeOfParallelism"/>: a whole number from 1 to
    /// 1024. With anything else in it, making options throws <see cref="InvalidOperationException"/>.</summary>
    public const string ThreadsVariable = "EDEN_THREADS";

    /// <summary>How many threads a step uses at most, the calling one included. Default: <c>EDEN_THREADS</c>, or else the
    /// number of processors that the runtime reports, so that container limits hold.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1 or above 1024.</exception>
    public int DegreeOfParallelism { get; init => field = Require.Between(value, 1, 1024); } = DefaultThreads();

    /// <summary>A model with fewer elements than this is stepped by the calling thread alone. Default 65,536: below it,
    /// waking another thread costs more than it gains (docs/performance.md).</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public long SingleThreadBelow { get; init => field = Require.AtLeastZero(value); } = 65_536;

    private static int DefaultThreads()
    {
        string? text = Environment.GetEnvironmentVariable(ThreadsVariable);
        if (string.IsNullOrEmpty(text))
        {
            return Environment.ProcessorCount;
        }

        return int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out int threads) && threads is >= 1 and <= 1024
            ? threads
            : throw new InvalidOperationException($"{ThreadsVariable} is '{text}'; it must be a whole number from 1 to 1024.");
    }
}
