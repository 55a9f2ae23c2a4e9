namespace Eden.Bench.Host;

/// <summary>What a host application meets. Times in seconds.</summary>
internal sealed record HostResult(
    IReadOnlyList<ClippingRow> Clipping,
    GainRow Gain,
    InCacheRow InCache,
    ManyRow Many,
    IReadOnlyList<BusyRow> Busy,
    double IdleCpuWithout,
    double IdleCpuWith,
    IReadOnlyList<TwoRow> Two);

/// <summary>A step of AdamW without and with clipping by global norm, beside a read-only sum over the gradients.</summary>
internal sealed record ClippingRow(long Parameters, int Threads, double Step, double Clipped, double Sum)
{
    public double AddedOverSum => (Clipped - Step) / Sum;
}

/// <summary>One thread against all, for Eden and for the roof.</summary>
internal sealed record GainRow(long Parameters, double EdenOne, double EdenAll, double RoofOne, double RoofAll)
{
    public double Eden => EdenOne / EdenAll;

    public double Roof => RoofOne / RoofAll;
}

/// <summary>One thread over a model that the second-level cache holds.</summary>
internal sealed record InCacheRow(int Parameters, double Eden, double ByHand, double Roof);

/// <summary>Many tensors beside one of as many elements, on one thread.</summary>
internal sealed record ManyRow(int Tensors, int Length, double Many, double One);

/// <summary>Steps beside a host that computes.</summary>
/// <param name="Host">What the host does.</param>
/// <param name="Steps">How Eden steps.</param>
/// <param name="Step">The median time of a step.</param>
/// <param name="Longest">The 95th percentile.</param>
/// <param name="HostShare">What the host gets done, of what it does alone; null for an idle one.</param>
internal sealed record BusyRow(string Host, string Steps, double Step, double Longest, double? HostShare);

/// <summary>Two optimizers stepped by one thread in turn, and by two threads at once: the time for a step of both.</summary>
internal sealed record TwoRow(int Threads, double InTurn, double AtOnce);
