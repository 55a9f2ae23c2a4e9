using System.CommandLine;

namespace Eden.Cli.Tests;

/// <summary>The command that a result names gives it again.</summary>
public class CommandTextTests
{
    [Theory]
    [InlineData("eden bench --torch=--quick", "bench", "--torch=--quick")]
    [InlineData("eden bench --torch --quick", "bench", "--torch", "--quick")]
    [InlineData("eden train --data=-x.csv --label-column=-1 --lr 0.1", "train", "--data", "-x.csv", "--label-column=-1", "--lr=0.1")]
    [InlineData("eden train --data='-my data.csv'", "train", "--data=-my data.csv")]
    [InlineData("eden verify ./-x.json", "verify", "--", "-x.json")]
    public void A_value_that_begins_with_a_hyphen_is_not_taken_for_an_option(string expected, params string[] arguments)
    {
        RootCommand root = [BenchCommand.Create(), TrainCommand.Create(), VerifyCommand.Create()];

        string text = CommandText.Of(root.Parse(arguments));

        Assert.Equal(expected, text);
        Assert.Equal(expected, CommandText.Of(root.Parse(text["eden ".Length..].Replace("'", "\"", StringComparison.Ordinal))));
    }
}
