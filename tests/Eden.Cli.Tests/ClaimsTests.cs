using System.Text.Json;
using Eden.Cli.Output;
using Eden.Lab.Claims;

namespace Eden.Cli.Tests;

public class ClaimsTests
{
    [Fact]
    public void A_claim_is_shown_with_verdict_numbers_and_the_command_that_runs_it_again()
    {
        EdenResult result = EdenProcess.Run("claims", "--claim", "6");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains("6. For plain SGD, decay λ and L2 λ′ coincide if and only if λ′ = λ/α.\n   holds\n", result.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains("   ✓ λ′ = λ/α: largest distance of a weight: ", result.Output, StringComparison.Ordinal);
        Assert.Contains("   eden claims --claim 6\n", result.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.EndsWith($"The verdict is as documented.{Environment.NewLine}", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void It_speaks_Chinese_on_request()
    {
        EdenResult result = EdenProcess.Run("claims", "--claim", "8", "--lang", "zh");

        Assert.Contains("8. 文章手写的优化器就是 Adam（AdamW）。", result.Output, StringComparison.Ordinal);
        Assert.Contains("   有条件成立：模型只有一个参数张量", result.Output, StringComparison.Ordinal);
        Assert.Contains("（该说法要求至多 1.0e-12）", result.Output, StringComparison.Ordinal);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
    }

    [Theory]
    [InlineData("en")]
    [InlineData("zh")]
    public void A_pipe_gets_plain_lines_of_at_most_100_columns(string language)
    {
        EdenResult result = EdenProcess.Run(["claims", "--claim", "8", "--claim", "5", "--lang", language], new Dictionary<string, string> { ["TERM"] = "xterm-256color" });

        Assert.DoesNotContain('\u001b', result.Output);
        Assert.All(result.Output.ReplaceLineEndings("\n").Split('\n'), line => Assert.True(TextWidth.Of(line) <= 100 && line == line.TrimEnd(), line));
    }

    [Fact]
    public void Json_on_standard_output_is_alone_and_has_the_verdicts()
    {
        EdenResult result = EdenProcess.Run("claims", "--claim", "8", "--claim", "6", "--json", "-");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        JsonElement root = JsonDocument.Parse(result.Output).RootElement;
        Assert.Equal("eden-claims/1", root.GetProperty("format").GetString());
        Assert.Equal(["6 holds", "8 holds only if"], root.GetProperty("claims").EnumerateArray().Select(claim => $"{claim.GetProperty("number")} {claim.GetProperty("found")}"));
    }

    [Fact]
    public void A_verdict_other_than_the_documented_one_is_exit_code_1()
    {
        ClaimsResult result = ArticleClaims.Run(new ClaimsConfig { Claims = [6] }, cancellation: TestContext.Current.CancellationToken);

        Assert.Equal(0, ClaimsCommand.ExitCodeOf(result));
        Assert.Equal(1, ClaimsCommand.ExitCodeOf(result with { Claims = [result.Claims[0] with { Documented = ClaimVerdict.False }] }));
    }

    [Theory]
    [InlineData("--claim is '10'; it must be a whole number from 1 to 9", "--claim", "10")]
    [InlineData("--claim is 'x'", "--claim", "1", "--claim", "x")]
    [InlineData("--claim", "--claim")]
    [InlineData("--seed is '-1'", "--seed", "-1")]
    [InlineData("--seeds is '1'; it must be a whole number from 2 to 1000", "--seeds", "1")]
    [InlineData("--lang is 'de'; it must be en or zh", "--lang", "de")]
    public void Bad_values_are_refused(string mention, params string[] options) =>
        EdenProcess.Run(["claims", .. options]).AssertRefused(mention, "see 'eden claims --help'");

    [Fact]
    public void Data_that_are_not_there_are_refused() =>
        EdenProcess.Run("claims", "--claim", "2", "--data", "no-such-data").AssertRefused("no-such-data");

    [Fact]
    public void Data_that_no_claim_asked_for_would_use_are_refused() =>
        EdenProcess.Run("claims", "--claim", "1", "--data", "fashion-mnist").AssertRefused("--data is for claim 2 only; remove it, or add --claim 2");
}
