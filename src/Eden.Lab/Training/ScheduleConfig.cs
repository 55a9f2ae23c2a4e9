namespace Eden.Lab.Training;

/// <summary>A schedule of the learning rate by name, and what is set of it.</summary>
internal sealed record ScheduleConfig
{
    /// <summary>The name in <see cref="ScheduleCatalog"/>. Default: none, the learning rate stays.</summary>
    public string Name { get; init; } = "constant";

    /// <summary>Settings by name; the others have the schedule's defaults.</summary>
    public IReadOnlyDictionary<string, double> Settings { get; init; } = new SortedDictionary<string, double>(StringComparer.Ordinal);

    /// <summary>Of <c>multi-step</c>: where the learning rate is reduced, each below 1 as a share of all steps, or a step.</summary>
    public IReadOnlyList<double> Milestones { get; init; } = [];
}
