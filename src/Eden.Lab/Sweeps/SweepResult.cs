using System.Text.Json.Serialization;

namespace Eden.Lab.Sweeps;

/// <summary>What a sweep gave: everything that a screen or a file shows.</summary>
internal sealed record SweepResult
{
    /// <summary>The name and version of this record's form.</summary>
    public string Format { get; init; } = "eden-sweep/1";

    /// <summary>What was swept.</summary>
    public required SweepConfig Config { get; init; }

    public required RunStamp Stamp { get; init; }

    public required string DataName { get; init; }

    /// <summary>What is likely a mistake in the data, a line each.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public IReadOnlyList<string> Warnings { get; init => field = value ?? []; } = [];

    /// <summary>The maps, in the order of the configuration.</summary>
    public required IReadOnlyList<SweepMap> Maps { get; init; }

    /// <summary>All runs, in order.</summary>
    public required IReadOnlyList<SweepRecord> Runs { get; init; }

    /// <summary>How many of them were finished before this process.</summary>
    public required int ReadFromFile { get; init; }

    /// <summary>How many threads ran them.</summary>
    public required int Threads { get; init; }

    /// <summary>How long this process took for its runs.</summary>
    public required double Seconds { get; init; }
}
