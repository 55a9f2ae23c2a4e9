using System.Text.Json.Serialization;
using Eden.Lab.Charts;

namespace Eden.Lab.Claims;

/// <summary>What <see cref="ArticleClaims"/> found: everything that a screen or a file shows.</summary>
internal sealed record ClaimsResult
{
    /// <summary>The name and version of this record's form.</summary>
    public string Format { get; init; } = "eden-claims/1";

    /// <summary>What was tested.</summary>
    public required ClaimsConfig Config { get; init; }

    public required RunStamp Stamp { get; init; }

    /// <summary>What is likely a mistake in the data of <see cref="ClaimsConfig.Data"/>, a line each.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public IReadOnlyList<string> Warnings { get; init => field = value ?? []; } = [];

    /// <summary>The claims, by number.</summary>
    public required IReadOnlyList<ClaimResult> Claims { get; init; }

    /// <summary>Whether every claim came out as it is documented.</summary>
    public bool AsDocumented => Claims.All(claim => claim.AsDocumented);
}

/// <summary>What is true of a claim.</summary>
internal enum ClaimVerdict
{
    /// <summary>It is true as it stands.</summary>
    [JsonStringEnumMemberName("holds")]
    Holds,

    /// <summary>It is true under a condition that it does not state.</summary>
    [JsonStringEnumMemberName("holds only if")]
    HoldsOnlyIf,

    /// <summary>It is not true.</summary>
    [JsonStringEnumMemberName("false")]
    False,
}

/// <summary>A claim, its evidence and its verdict.</summary>
internal sealed record ClaimResult
{
    /// <summary>The number by which <c>--claim</c> knows it.</summary>
    public required int Number { get; init; }

    /// <summary>The claim, as articles make it.</summary>
    public required Phrase Statement { get; init; }

    /// <summary>The verdict that is documented (docs/claims.md).</summary>
    public required ClaimVerdict Documented { get; init; }

    /// <summary>The condition, to follow "holds only if".</summary>
    public Phrase? Condition { get; init; }

    /// <summary>What is true, with the numbers of this run.</summary>
    public required Phrase Finding { get; init; }

    /// <summary>What the claim needs, measured. The verdict follows from them alone.</summary>
    public required IReadOnlyList<ClaimCheck> Checks { get; init; }

    /// <summary>More evidence in numbers.</summary>
    public IReadOnlyList<DataTable> Tables { get; init; } = [];

    /// <summary>Evidence in pictures.</summary>
    public IReadOnlyList<Chart> Charts { get; init; } = [];

    /// <summary>The command that runs this again.</summary>
    public required string Command { get; init; }

    /// <summary>The verdict that was found: it holds where every check is met, only under its condition where at least those
    /// of the condition are.</summary>
    public ClaimVerdict Found =>
        Checks.All(check => check.IsMet) ? ClaimVerdict.Holds
        : Checks.Any(check => check.IsOfCondition) && Checks.Where(check => check.IsOfCondition).All(check => check.IsMet) ? ClaimVerdict.HoldsOnlyIf
        : ClaimVerdict.False;

    /// <summary>Whether the verdict and every check came out as documented.</summary>
    public bool AsDocumented => Found == Documented && Checks.All(check => check.IsMet == check.IsExpected);
}

/// <summary>Something that a claim needs to be true, as a number and its limit.</summary>
internal sealed record ClaimCheck
{
    /// <summary>What was measured.</summary>
    public required Phrase Quantity { get; init; }

    /// <summary>What was found.</summary>
    public required double Value { get; init; }

    /// <summary>What the claim needs at most; absent where it needs a least value.</summary>
    public double? AtMost { get; init; }

    /// <summary>What the claim needs at least.</summary>
    public double? AtLeast { get; init; }

    /// <summary>Whether the claim needs it under its condition too, and not only in general.</summary>
    public bool IsOfCondition { get; init; }

    /// <summary>Whether it is documented to be met.</summary>
    public required bool IsExpected { get; init; }

    /// <summary>Whether it is met. NaN meets nothing.</summary>
    public bool IsMet => AtMost is double most ? Value <= most : Value >= AtLeast;
}
