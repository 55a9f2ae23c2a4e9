using System.Text.Json.Serialization;
using Eden.Lab.Recordings;

namespace Eden.Lab.Verification;

/// <summary>What came of a recording.</summary>
internal enum Verdict
{
    /// <summary>Everything that is judged agrees.</summary>
    [JsonStringEnumMemberName("pass")]
    Pass,

    /// <summary>Something that is judged does not agree.</summary>
    [JsonStringEnumMemberName("fail")]
    Fail,

    /// <summary>The recording is sound, but Eden cannot replay it.</summary>
    [JsonStringEnumMemberName("unsupported")]
    Unsupported,
}

/// <summary>How Eden's replay of a recording compares with it.</summary>
internal sealed record VerificationResult
{
    public required string Source { get; init; }

    /// <summary>The format's name and version.</summary>
    public required string Format { get; init; }

    public required Verdict Verdict { get; init; }

    /// <summary>Why it cannot be replayed, where it cannot.</summary>
    public string? Reason { get; init; }

    /// <summary>The optimizer by PyTorch's name, or the names of several; absent for schedules.</summary>
    public string? Optimizer { get; init; }

    /// <summary>The number of schedules, where it is a recording of those.</summary>
    public int? Schedules { get; init; }

    /// <summary>The type in which the run computed; absent for schedules.</summary>
    public ElementType? ElementType { get; init; }

    public string? Origin { get; init; }

    /// <summary>The number of steps; of schedules, that of the longest.</summary>
    public int Steps { get; init; }

    /// <summary>What was judged; the parameters, losses or rates come first.</summary>
    public IReadOnlyList<Difference> Differences { get; init; } = [];

    /// <summary>How far a run of Eden that goes on from its own values comes from the recorded one. Not judged: rounding alone
    /// drives runs apart.</summary>
    public Distance? FreeRun { get; init; }

    /// <summary>For float32: how far that run comes from the exact answer, the paper's algorithm in double from the same
    /// start and gradients.</summary>
    public Distance? EdenFromExact { get; init; }

    /// <summary>For float32: how far PyTorch's run comes from the exact answer.</summary>
    public Distance? PyTorchFromExact { get; init; }
}

/// <summary>The differences of one kind of numbers, each as a share of what is allowed for it.</summary>
/// <param name="Kind">What the numbers are: <c>parameters</c>, <c>state</c>, <c>gradients</c>, <c>losses</c>, <c>rates</c> or
/// <c>momenta</c>.</param>
/// <param name="Count">How many were compared.</param>
/// <param name="Beyond">How many differ by more than allowed.</param>
/// <param name="Largest">The one that differs by the largest share; absent where all are equal.</param>
/// <param name="First">The first one that differs by more than is allowed.</param>
internal sealed record Difference(string Kind, long Count, long Beyond, Deviation? Largest, Deviation? First)
{
    /// <summary>The largest share of what is allowed; up to 1 the numbers agree.</summary>
    public double Share => Largest?.Share ?? 0;
}

/// <summary>One number that differs.</summary>
/// <param name="Share">The difference as a share of what is allowed.</param>
/// <param name="Recorded">The number in the recording.</param>
/// <param name="Computed">Eden's number.</param>
/// <param name="Place">Where it stands in the file, for example <c>steps[3].params.weight[12]</c>.</param>
/// <param name="Step">The step, counted from 0 as in the file; absent for the state after the last.</param>
/// <param name="Parameter">The parameter, where it is about one.</param>
/// <param name="Index">The index within the parameter or list.</param>
internal sealed record Deviation(double Share, double Absolute, double Recorded, double Computed, string Place, int? Step, string? Parameter, int Index);

/// <summary>How far two runs are apart over all values of all steps.</summary>
/// <param name="Count">The number of differences.</param>
internal sealed record Distance(double Largest, double RootMeanSquare, long Count);
