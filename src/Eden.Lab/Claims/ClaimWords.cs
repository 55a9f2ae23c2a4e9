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
            ClaimVerdict.Holds => Phrase.Of("holds"),
            ClaimVerdict.HoldsOnlyIf when claim.Condition is Phrase condition => Phrase.Of("holds only if {0}", condition),
            ClaimVerdict.HoldsOnlyIf => Phrase.Of("holds only under a condition"),
            _ => Phrase.Of("false"),
        };
    }

    public static Phrase Need(ClaimCheck check)
    {
        ArgumentNullException.ThrowIfNull(check);
        return check.AtMost is double most
            ? Phrase.Of("at most {0}", Figures.Of(most))
            : Phrase.Of("at least {0}", Figures.Of(check.AtLeast ?? double.NaN));
    }

    /// <summary>A number of a check as it is shown.</summary>
    public static string Value(ClaimCheck check)
    {
        ArgumentNullException.ThrowIfNull(check);
        return Figures.Of(check.Value);
    }
}
