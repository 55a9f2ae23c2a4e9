namespace Eden.Cli.Tests;

/// <summary>No output replaces a file that the same command line names as something else, and bad input leaves none.</summary>
public class FileChecksTests
{
    [Theory]
    [InlineData("train", "--epochs", "1", "--data", "FILE", "--json", "FILE")]
    [InlineData("train", "--epochs", "1", "--data", "FILE", "--checkpoint", "FILE")]
    [InlineData("train", "--epochs", "1", "--checkpoint", "FILE", "--json", "FILE")]
    [InlineData("train", "--resume", "FILE", "--json", "FILE")]
    [InlineData("verify", "FILE", "--json", "FILE")]
    [InlineData("verify", "FILE", "--html", "FILE")]
    public void A_file_that_is_named_twice_is_left_alone(params string[] arguments)
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "precious");
            EdenProcess.Run([.. arguments.Select(argument => argument == "FILE" ? file : argument)]).AssertRefused("would replace", file);
            Assert.Equal("precious", File.ReadAllText(file));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("train", "--data", "NONE", "--checkpoint", "NEW3")]
    [InlineData("train", "--schedule", "one-cycle", "--cycle-momentum", "--optimizer", "sgd")]
    [InlineData("train", "--resume", "NONE")]
    [InlineData("sweep", "--data", "NONE", "--file", "NEW3")]
    [InlineData("claims", "--data", "NONE")]
    [InlineData("compare", "--torch", "--python", "NONE")]
    [InlineData("bench", "--torch", "NONE")]
    [InlineData("report", "NONE")]
    [InlineData("checkpoint", "inspect", "NONE")]
    [InlineData("checkpoint", "diff", "NONE", "NEW3")]
    [InlineData("checkpoint", "convert", "NONE", "NEW3.pt")]
    public void Bad_input_leaves_no_output(params string[] arguments)
    {
        string folder = Directory.CreateTempSubdirectory("eden-none").FullName;
        try
        {
            string[] outputs = [.. arguments[0] == "report" ? [] : new[] { "--json", "NEW1" }, .. arguments[0] == "checkpoint" ? [] : new[] { "--html", "NEW2" }];
            EdenResult result = EdenProcess.Run([.. arguments.Concat(outputs).Select(argument => argument.StartsWith('N') ? Path.Combine(folder, argument) : argument)]);
            result.AssertRefused();
            Assert.Empty(Directory.EnumerateFileSystemEntries(folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("--html", "compare", "--html", "-")]
    [InlineData("--html", "train", "--epochs", "1", "--html", "-", "--json", "-")]
    [InlineData("--html", "report", "x.json", "--html", "-")]
    [InlineData("--checkpoint", "train", "--epochs", "1", "--checkpoint", "-")]
    [InlineData("--resume", "train", "--resume", "-")]
    [InlineData("--data", "train", "--data", "-")]
    [InlineData("--data", "claims", "--data", "-")]
    [InlineData("--file", "sweep", "--file", "-")]
    [InlineData("<result>", "report", "-", "--html", "x.html")]
    [InlineData("<file>", "verify", "-")]
    [InlineData("<file>", "checkpoint", "inspect", "-")]
    [InlineData("<target>", "checkpoint", "convert", "x.pt", "-")]
    [InlineData("<second>", "checkpoint", "diff", "x.pt", "-")]
    [InlineData("--groups", "checkpoint", "convert", "x.pt", "x.safetensors", "--groups", "-")]
    public void Only_json_takes_a_hyphen_for_standard_output(string name, params string[] arguments)
    {
        EdenProcess.Run(arguments).AssertRefused($"{name} is -, which is standard output for --json alone; give a file, or ./- for one of this name");
        Assert.False(File.Exists("-"));
    }

    [Theory]
    [InlineData("verify", "")]
    [InlineData("train", "--resume", "")]
    [InlineData("train", "--checkpoint", "")]
    public void An_empty_value_is_refused(params string[] arguments) => EdenProcess.Run(arguments).AssertRefused("has an empty value");

    [Fact]
    public void An_unknown_verb_is_refused_even_with_help_beside_it() => EdenProcess.Run("frobnicate", "--help").AssertRefused("'frobnicate' is no verb");

    [Fact]
    public void A_missing_directory_is_named_without_the_temporary_file() =>
        EdenProcess.Run("compare", "--json", "/no/such/directory/x.json").AssertRefused("'/no/such/directory'", "x.json'");
}
