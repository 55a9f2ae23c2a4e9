using Eden.Lab.Recordings;

namespace Eden.Lab.Verification;

/// <summary>What came of several recordings: everything that a screen or a file shows.</summary>
internal sealed record VerificationReport
{
    /// <summary>The name and version of this record's form.</summary>
    public string Format { get; init; } = "eden-verification/1";

    public required RunStamp Stamp { get; init; }

    /// <summary>The units of <see cref="Agreement"/> by which parameters were allowed to differ.</summary>
    public required double ToleranceUnits { get; init; }

    /// <summary>Where fresh recordings were made: PyTorch's version.</summary>
    public string? PyTorch { get; init; }

    /// <summary>The seed of fresh recordings.</summary>
    public ulong? Seed { get; init; }

    /// <summary>What came of the recordings that could be read, in the order given.</summary>
    public required IReadOnlyList<VerificationResult> Results { get; init; }

    /// <summary>What was wrong with the others, a line each.</summary>
    public required IReadOnlyList<string> Errors { get; init; }

    /// <summary>The number of recordings with a verdict.</summary>
    public int Count(Verdict verdict) => Results.Count(result => result.Verdict == verdict);
}
