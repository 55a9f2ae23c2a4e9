namespace Eden.Lab.Claims;

/// <summary>The words of a claim's outcome that every rendering uses.</summary>
internal static class ClaimWords
{
    /// <summary>What follows from the claims for one's own training. The first λ is that of Wang and Aitchison, "How to set AdamW's
    /// weight decay as you scale model and dataset size" (2024), with one timescale a training.</summary>
    public static Phrase Advice { get; } = Phrase.Of("ClaimWords.Advice");

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
