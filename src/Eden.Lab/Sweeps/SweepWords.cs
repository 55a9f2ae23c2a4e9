namespace Eden.Lab.Sweeps;

/// <summary>The words about a sweep that every rendering uses.</summary>
internal static class SweepWords
{
    /// <summary>The error that the maps show and that chooses their best points.</summary>
    public static Phrase Error(SweepConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return config.Validates ? Phrase.Of("validation error") : Phrase.Of("test error");
    }

    /// <summary>What chooses the best points, and what that means for their numbers.</summary>
    public static Phrase Choice(SweepConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return config.Validates
            ? Phrase.Of("SweepWords.validation-chooses")
            : Phrase.Of("SweepWords.test-chooses");
    }
}
