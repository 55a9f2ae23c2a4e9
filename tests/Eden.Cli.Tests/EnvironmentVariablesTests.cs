namespace Eden.Cli.Tests;

public class EnvironmentVariablesTests
{
    private const string Threads = "it must be a whole number from 1 to 1024";

    private static readonly string LanesAllowed = $"it must be one of {string.Join(", ", Lanes.Supported)}, the widths of this processor";

    [Theory]
    [InlineData("EDEN_THREADS", "-1")]
    [InlineData("EDEN_THREADS", "0")]
    [InlineData("EDEN_THREADS", "abc")]
    [InlineData("EDEN_THREADS", "99999")]
    [InlineData("EDEN_THREADS", "1025")]
    [InlineData("EDEN_THREADS", "4.0")]
    [InlineData("EDEN_THREADS", "1e3")]
    [InlineData("EDEN_THREADS", " ")]
    [InlineData("EDEN_LANES", "0")]
    [InlineData("EDEN_LANES", "abc")]
    [InlineData("EDEN_LANES", "1024")]
    [InlineData("EDEN_LANES", "64")]
    [InlineData("EDEN_LANES", "Scalar")]
    [InlineData("EDEN_LANES", " ")]
    [InlineData("EDEN_DEBUG", "true")]
    [InlineData("EDEN_DEBUG", "2")]
    [InlineData("EDEN_DEBUG", " ")]
    public void A_wrong_value_is_refused_with_what_is_allowed(string variable, string value)
    {
        string allowed = variable switch { "EDEN_THREADS" => Threads, "EDEN_LANES" => LanesAllowed, _ => "it must be 0 or 1" };

        EdenResult result = Run(variable, value, "compare");

        result.AssertRefused();
        Assert.Equal($"eden: {variable} is '{value}'; {allowed}{Environment.NewLine}", result.Error);
    }

    [Theory]
    [InlineData("compare")]
    [InlineData("verify", "no.json")]
    [InlineData("train")]
    [InlineData("sweep")]
    [InlineData("sweep", "--threads", "1")]
    [InlineData("claims")]
    [InlineData("bench", "--quick")]
    [InlineData("report", "no.json", "--html", "no.html")]
    [InlineData("checkpoint", "inspect", "no.pt")]
    [InlineData("checkpoint", "convert", "no.pt", "no.safetensors")]
    [InlineData("checkpoint", "diff", "no.pt", "no.pt")]
    public void Every_verb_refuses_before_anything_else(params string[] arguments)
    {
        Run("EDEN_THREADS", "abc", arguments).AssertRefused($"EDEN_THREADS is 'abc'; {Threads}");
        Run("EDEN_LANES", "abc", arguments).AssertRefused($"EDEN_LANES is 'abc'; {LanesAllowed}");
    }

    [Theory]
    [InlineData("EDEN_THREADS", "1")]
    [InlineData("EDEN_THREADS", "1024")]
    [InlineData("EDEN_THREADS", "")]
    [InlineData("EDEN_LANES", "scalar")]
    [InlineData("EDEN_LANES", "")]
    [InlineData("EDEN_DEBUG", "0")]
    [InlineData("EDEN_DEBUG", "1")]
    public void A_right_value_is_taken(string variable, string value) => Assert.Equal((0, ""), Outcome(Run(variable, value, "compare")));

    [Theory]
    [InlineData()]
    [InlineData("--help")]
    [InlineData("--version")]
    [InlineData("train", "--help")]
    [InlineData("checkpoint")]
    public void Help_is_there_all_the_same(params string[] arguments) => Assert.Equal((0, ""), Outcome(Run("EDEN_THREADS", "abc", arguments)));

    private static EdenResult Run(string variable, string value, params string[] arguments) => EdenProcess.Run(arguments, new Dictionary<string, string> { [variable] = value });

    private static (int, string) Outcome(EdenResult result) => (result.ExitCode, result.Error);
}
