namespace Eden.Lab.Claims;

/// <summary>What <see cref="ArticleClaims"/> tests.</summary>
internal sealed record ClaimsConfig
{
    /// <summary>The most trainings that a mean may be of.</summary>
    public const int MostSeeds = 1000;

    /// <summary>The claim that <see cref="Data"/> and <see cref="Seeds"/> are for: the only one that trains on data.</summary>
    internal const int TrainingClaim = 2;

    private const int UsualSeeds = 5;

    /// <summary>The claims to test, by number; empty for all.</summary>
    public IReadOnlyList<int> Claims { get; init; } = [];

    /// <summary>Seed of random gradients and weights. Default 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>How many trainings each mean is of. Default 5.</summary>
    public int Seeds { get; init; } = UsualSeeds;

    /// <summary>Data to train on besides the digits, as <see cref="Eden.Lab.Data.DataConfig.Source"/>; absent for none.</summary>
    public string? Data { get; init; }

    /// <summary>Refuses what cannot be tested.</summary>
    internal void Validate()
    {
        foreach (int number in Claims)
        {
            if (number < 1 || number > ArticleClaims.Count)
            {
                throw new InputException($"there is no claim {number}; claims have numbers from 1 to {ArticleClaims.Count}");
            }
        }

        bool trains = Claims.Count == 0 || Claims.Contains(TrainingClaim);
        if (!trains && (Data is not null || Seeds != UsualSeeds))
        {
            throw new InputException($"{(Data is not null ? "--data" : "--seeds")} is for claim {TrainingClaim} only; remove it, or add --claim {TrainingClaim}");
        }

        if (Seeds is < 2 or > MostSeeds)
        {
            throw new InputException($"means of {Seeds} trainings are asked for; it must be from 2 to {MostSeeds}");
        }
    }
}
