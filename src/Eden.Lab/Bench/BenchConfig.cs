namespace Eden.Lab.Bench;

/// <summary>What <c>eden bench</c> measures.</summary>
internal sealed record BenchConfig
{
    /// <summary>Whether to measure fewer sizes in less time: under 20 seconds instead of under 3 minutes.</summary>
    public bool Quick { get; init; }

    /// <summary>The most memory that a measurement may take, in bytes. Default: half of what the machine has available.</summary>
    public long MaxBytes { get; init; } = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2;
}
