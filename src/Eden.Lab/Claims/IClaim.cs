namespace Eden.Lab.Claims;

/// <summary>A claim that can be tested.</summary>
internal interface IClaim
{
    /// <summary>Does the experiment.</summary>
    ClaimResult Test(ClaimContext context);
}
