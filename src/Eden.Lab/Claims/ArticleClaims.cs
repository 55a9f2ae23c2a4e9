namespace Eden.Lab.Claims;

/// <summary>What articles on Adam and AdamW claim, put to the test: each claim an experiment that gives numbers, from which
/// the verdict follows.</summary>
internal static class ArticleClaims
{
    /// <summary>How many claims there are; they are numbered from 1.</summary>
    public static int Count => All.Length;

    private static IClaim[] All { get; } =
    [
        new AdamPlusDecayClaim(),
        new EffectOfL2Claim(),
        new PenaltyInLossClaim(),
        new CostClaim(),
        new ConventionClaim(),
        new GradientDescentClaim(),
        new RoundedDecayClaim(),
        new SharedMomentsClaim(),
        new SpikeClaim(),
    ];

    /// <summary>Tests claims.</summary>
    /// <param name="progress">Is told how many are done.</param>
    /// <param name="warnings">Is told, before the first claim, what is likely a mistake in the data.</param>
    /// <exception cref="InputException">There is no claim of a number, the number of seeds is out of range, or the data cannot be read.</exception>
    public static ClaimsResult Run(ClaimsConfig config, IProgress<int>? progress = null, IProgress<string>? warnings = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(config);
        config.Validate();
        ClaimContext context = new(config, cancellation);
        IReadOnlyList<string> found = context.OfUser?.Data.Warnings ?? [];
        foreach (string warning in found)
        {
            warnings?.Report(warning);
        }

        RunStamp stamp = RunStamp.Take();
        List<ClaimResult> results = [];
        for (int number = 1; number <= Count; number++)
        {
            if (config.Claims.Count == 0 || config.Claims.Contains(number))
            {
                cancellation.ThrowIfCancellationRequested();
                results.Add(All[number - 1].Test(context.For(number)));
                progress?.Report(results.Count);
            }
        }

        return new ClaimsResult { Config = config, Stamp = stamp, Warnings = found, Claims = results };
    }
}
