using System.Text.RegularExpressions;
using Eden.Testing;

namespace Eden.Cli.Tests;

/// <summary>What verbs draw in a terminal: the text of a pipe, in colours.</summary>
public sealed partial class ColourTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("eden-colour").FullName;

    [Theory]
    [InlineData("compare --epochs 2")]
    [InlineData("claims --claim 1")]
    [InlineData("verify RECORDING")]
    [InlineData("train --epochs 1 --checkpoint FOLDER/a.safetensors")]
    [InlineData("sweep --lr 1e-3..1e-1:2 --weight-decay 1e-3..1:2 --seeds 1 --epochs 1 --file FOLDER/s.jsonl")]
    public void A_terminal_shows_the_same_text_in_colours(string command)
    {
        string terminal = Run($"script -qec \"COLUMNS=100 $EDEN {command} 2>/dev/null\" /dev/null", command);
        string pipe = Run($"COLUMNS=100 $EDEN {command} | cat", command);

        Assert.Contains("\e[", terminal, StringComparison.Ordinal);
        Assert.Equal(Plain(pipe), Plain(terminal));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Run(string line, string command)
    {
        EdenResult result = EdenProcess.RunShell(line
            .Replace("FOLDER", Directory.CreateDirectory(Path.Combine(_folder, Path.GetRandomFileName())).FullName, StringComparison.Ordinal)
            .Replace("RECORDING", Repository.PathTo("tests", "golden", "trace-sgd-plain-f32.json"), StringComparison.Ordinal));
        Assert.True(result.ExitCode == 0, $"{command}: {result.Output}{result.Error}");
        return result.Output;
    }

    /// <summary>The words without colours, and without what differs between two runs: times and folders.</summary>
    private static string Plain(string text) => Varying().Replace(Blanks().Replace(Escapes().Replace(text, ""), " "), "").Trim();

    [GeneratedRegex(@"\e\[[0-9;?]*[a-zA-Z]|\e=|\e>")]
    private static partial Regex Escapes();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();

    [GeneratedRegex(@"/tmp/\S+|[0-9.,]+ (ms|s|min|samples/s)\b")]
    private static partial Regex Varying();
}
