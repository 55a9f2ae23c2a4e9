namespace Eden.Lab.Claims;

/// <summary>What <see cref="ArticleClaims"/> tests.</summary>
public sealed record ClaimsConfig
{
    /// <summary>The claims to test, by number; empty for all.</summary>
    public IReadOnlyList<int> Claims { get; init; } = [];

    /// <summary>The seed of random gradients and starts. Default 1.</summary>
    public ulong Seed { get; init; } = 1;
}
