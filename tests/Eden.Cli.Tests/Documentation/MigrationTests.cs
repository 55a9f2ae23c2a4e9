using System.Text.Json;
using Eden.Testing;

namespace Eden.Cli.Tests.Documentation;

/// <summary>docs/migration.md against the script in Python, and against what that script did.</summary>
public sealed class MigrationTests : IDisposable
{
    private const string Page = "docs/migration.md";

    private readonly string _folder = Directory.CreateTempSubdirectory("eden-migration").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_losses_and_the_accuracy_are_those_of_the_script_in_Python()
    {
        PageFiles.CopyTo(_folder);
        string printed = Assert.Single(Assert.Single(PageProgram.Of(Page)).Run(_folder));

        using JsonDocument recorded = JsonDocument.Parse(File.ReadAllBytes(Repository.PathTo("tests", "golden-migration", "train-digits.json")));
        double[] expected = recorded.RootElement.GetProperty("losses").Deserialize<double[]>()!;
        double[] losses = JsonSerializer.Deserialize<double[]>(File.ReadAllBytes(Path.Combine(_folder, "losses.json")))!;
        Assert.Equal((120, 120), (expected.Length, losses.Length));
        Assert.All(expected.Zip(losses), pair => Assert.Equal(pair.First, pair.Second, 2e-4 * pair.First));
        Assert.Equal($"loss {expected[0]:F4} -> {expected[^1]:F4}, accuracy {recorded.RootElement.GetProperty("accuracy").GetDouble():P1}", printed);
    }

    [Fact]
    public void Every_line_in_Python_is_the_script_s_and_every_line_of_its_training_is_on_the_page()
    {
        string[] script = [.. File.ReadAllLines(Repository.PathTo("tools", "train_digits.py")).Select(line => line.Trim())];
        string[] lines = [.. Pages.Blocks(Page).Where(block => block.Language == "python").SelectMany(block => block.Lines).Select(line => line.Trim())];

        Assert.All(lines, line => Assert.Contains(line, script));
        string[] training = [.. script.SkipWhile(line => !line.StartsWith("def train", StringComparison.Ordinal)).Skip(1).TakeWhile(line => !line.StartsWith("return", StringComparison.Ordinal))];
        Assert.Empty(training.Except([.. lines, "losses = []"]));
    }
}
