using System.CommandLine;
using System.Text.RegularExpressions;
using Eden.Cli.Options;
using Eden.Lab.Sweeps;

namespace Eden.Cli.Tests.Documentation;

/// <summary>Every <c>eden …</c> that the pages and the help texts show is a command line that Eden takes.</summary>
public sealed partial class CommandTests : IDisposable
{
    private const string Prompt = "$ eden ";

    private static readonly string[] WithHelp = ["", "compare", "verify", "train", "sweep", "claims", "bench", "checkpoint inspect", "checkpoint convert", "checkpoint diff", "checkpoint", "report", "playground"];

    private readonly string _folder = Directory.CreateTempSubdirectory("eden-commands").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Every_command_on_the_pages_is_taken()
    {
        string[] commands = [.. Pages.All.Where(page => page != "docs/LOG.md").SelectMany(OnPage).Distinct()];

        Assert.True(commands.Length > 40);
        Assert.All(commands, AssertTaken);
    }

    [Fact]
    public void Every_example_of_the_help_texts_is_taken()
    {
        string[] examples = [.. WithHelp.SelectMany(verb => EdenProcess.Run([.. verb.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]).Output.Split("Examples:")[^1].Split('\n'))
            .SelectMany(line => HelpExample().Matches(line)).Select(match => match.Groups[1].Value)];

        Assert.True(examples.Length > 25);
        Assert.All(examples, AssertTaken);
    }

    [Fact]
    public void What_the_checkpoint_page_shows_is_what_the_commands_print()
    {
        PageFiles.CopyTo(_folder);
        string[] lines = [.. Pages.Blocks("docs/checkpoints.md").Single(block => block.Lines[0].StartsWith(Prompt, StringComparison.Ordinal)).Lines.Where(line => line.Length > 0)];
        int[] prompts = [.. lines.Index().Where(line => line.Item.StartsWith(Prompt, StringComparison.Ordinal)).Select(line => line.Index)];

        Assert.Equal(4, prompts.Length);
        foreach ((int start, int end) in prompts.Zip([.. prompts[1..], lines.Length]))
        {
            EdenResult result = EdenProcess.RunProgram(EdenProcess.Executable, lines[start][Prompt.Length..].Split(' '), _folder);
            string[] printed = result.Output.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.True(PageProgram.Agree(lines.AsSpan(start + 1, end - start - 1), printed), $"{lines[start]} prints\n{result.Output}{result.Error}");
        }
    }

    [Theory]
    [InlineData("eden train --l2 0.1")]
    [InlineData("eden train --no-such-option")]
    [InlineData("eden sweep --optimizers adamw --momentum 0.9")]
    [InlineData("eden sweep --lr 1..")]
    [InlineData("eden nosuchverb")]
    public void A_command_that_Eden_refuses_is_found(string command) => Assert.ThrowsAny<Exception>(() => AssertTaken(command));

    /// <summary>The commands of a page: in blocks a line, or what stands behind a prompt; in the text a span of code.</summary>
    private static IEnumerable<string> OnPage(string page)
    {
        IEnumerable<string> lines = Pages.Blocks(page).Where(block => block.Language is "" or "sh").SelectMany(block => block.Lines);
        return lines.Concat(Pages.Spans(page)).Select(text => Shown().Match(text)).Where(match => match.Success).Select(match => $"eden {match.Groups[1].Value}");
    }

    private static void AssertTaken(string command)
    {
        string[] arguments = [.. command.Replace("--claim N", "--claim 1", StringComparison.Ordinal).Split('#', '|', '&', ';')[0].Trim().Split("  ")[0]
            .Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).TakeWhile(word => word != "…")];
        ParseResult parsed = CommandLine.Parse(arguments);
        Assert.True(parsed.Errors.Count == 0 || arguments is [_] or ["checkpoint"], $"{command}: {string.Join(' ', parsed.Errors)}");
        Assert.True(arguments is [] || parsed.CommandResult.Command is not RootCommand || arguments[0].StartsWith('-'), $"{command}: there is no such command");
        if (arguments is ["train", ..] && !arguments.Contains("--resume"))
        {
            TrainOptions options = new();
            options.Read(Parse(options.Groups, arguments)).Validate();
        }
        else if (arguments is ["sweep", ..])
        {
            SweepOptions options = new();
            Assert.True(Sweeper.CountRuns(options.Read(Parse(options.Groups, arguments))) > 0);
        }
    }

    /// <summary>The options of a verb, parsed again, so that what is read from them can be checked without running it.</summary>
    private static ParseResult Parse(IEnumerable<OptionGroup> groups, string[] arguments)
    {
        Command command = new(arguments[0]);
        OptionGroup.AddTo(command, groups);
        return command.Parse(arguments[1..]);
    }

    [GeneratedRegex(@"^(?:\$ )?(?:eden|dotnet run -c Release --project src/Eden\.Cli --) ([a-z-].*)$")]
    private static partial Regex Shown();

    [GeneratedRegex(@"^ +(eden [a-z-].*)|&& (eden [a-z].*)")]
    private static partial Regex HelpExample();
}
