using Eden.Lab.Claims;

namespace Eden.Lab.Tests.Claims;

public class VerdictTests
{
    private static readonly Phrase Any = Phrase.Same("x");

    [Fact]
    public void A_claim_holds_where_every_check_is_met() =>
        Assert.Equal(ClaimVerdict.Holds, Claim(Met, Met with { IsOfCondition = true }).Found);

    [Fact]
    public void It_holds_only_under_its_condition_where_the_checks_of_the_condition_alone_are_met() =>
        Assert.Equal(ClaimVerdict.HoldsOnlyIf, Claim(Unmet, Met with { IsOfCondition = true }).Found);

    [Fact]
    public void It_is_false_where_a_check_of_its_condition_is_not_met_or_it_has_none()
    {
        Assert.Equal(ClaimVerdict.False, Claim(Met, Unmet with { IsOfCondition = true }, Met with { IsOfCondition = true }).Found);
        Assert.Equal(ClaimVerdict.False, Claim(Met, Unmet).Found);
    }

    [Fact]
    public void A_check_that_comes_out_otherwise_than_expected_is_not_as_documented_even_where_the_verdict_is()
    {
        ClaimResult claim = Claim(Unmet with { IsExpected = false }, Met) with { Documented = ClaimVerdict.False };

        Assert.True(claim.AsDocumented);
        Assert.False((claim with { Checks = [Unmet with { IsExpected = false }, Met with { IsExpected = false }] }).AsDocumented);
        Assert.False((claim with { Documented = ClaimVerdict.Holds }).AsDocumented);
    }

    [Theory]
    [InlineData(1, true, true)]
    [InlineData(0.5, true, false)]
    [InlineData(2, false, true)]
    [InlineData(double.NaN, false, false)]
    [InlineData(double.PositiveInfinity, false, true)]
    public void A_number_is_held_against_its_limit(double value, bool atMost, bool atLeast)
    {
        Assert.Equal(atMost, (Met with { Value = value, AtMost = 1, AtLeast = null }).IsMet);
        Assert.Equal(atLeast, (Met with { Value = value, AtMost = null, AtLeast = 1 }).IsMet);
    }

    private static ClaimCheck Met => new() { Quantity = Any, Value = 0, AtMost = 1, IsExpected = true };

    private static ClaimCheck Unmet => Met with { Value = 2 };

    private static ClaimResult Claim(params ClaimCheck[] checks) => new()
    {
        Number = 1,
        Statement = Any,
        Documented = ClaimVerdict.Holds,
        Finding = Any,
        Checks = checks,
        Command = "",
    };
}
