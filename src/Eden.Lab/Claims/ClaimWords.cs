namespace Eden.Lab.Claims;

/// <summary>The words of a claim's outcome that every rendering uses.</summary>
internal static class ClaimWords
{
    /// <summary>A verdict, with its condition where it has one.</summary>
    public static Phrase Verdict(ClaimResult claim)
    {
        ArgumentNullException.ThrowIfNull(claim);
        return claim.Found switch
        {
            ClaimVerdict.Holds => new("holds", "成立"),
            ClaimVerdict.HoldsOnlyIf when claim.Condition is Phrase condition => new($"holds only if {condition.English}", $"有条件成立：{condition.Chinese}"),
            ClaimVerdict.HoldsOnlyIf => new("holds only under a condition", "仅在一定条件下成立"),
            _ => new("false", "不成立"),
        };
    }

    /// <summary>What a claim needs of a number.</summary>
    public static Phrase Need(ClaimCheck check)
    {
        ArgumentNullException.ThrowIfNull(check);
        return check.AtMost is double most
            ? new($"at most {Figures.Of(most)}", $"至多 {Figures.Of(most)}")
            : new($"at least {Figures.Of(check.AtLeast ?? double.NaN)}", $"至少 {Figures.Of(check.AtLeast ?? double.NaN)}");
    }

    /// <summary>A number of a check as it is shown.</summary>
    public static string Value(ClaimCheck check)
    {
        ArgumentNullException.ThrowIfNull(check);
        return Figures.Of(check.Value);
    }
}
