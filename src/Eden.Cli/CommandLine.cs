using System.CommandLine;
using System.CommandLine.Invocation;
using System.Globalization;
using Eden.Cli.Output;

namespace Eden.Cli;

/// <summary>The command <c>eden</c>: its verbs, and the way from arguments to an exit code.</summary>
internal static class CommandLine
{
    private static readonly ParserConfiguration Parsing = new() { EnablePosixBundling = false, ResponseFileTokenReplacer = null };

    private static readonly InvocationConfiguration Invoking = new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };

    private static readonly Dictionary<string, Func<Command>> Verbs = new(StringComparer.Ordinal)
    {
        ["compare"] = CompareCommand.Create,
        ["verify"] = VerifyCommand.Create,
        ["train"] = TrainCommand.Create,
        ["sweep"] = SweepCommand.Create,
        ["claims"] = ClaimsCommand.Create,
        ["bench"] = BenchCommand.Create,
        ["checkpoint"] = CheckpointCommand.Create,
        ["report"] = ReportCommand.Create,
        ["playground"] = PlaygroundCommand.Create,
    };

    /// <summary>Runs the program.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(string[] args)
    {
        CultureInfo.CurrentCulture = CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
        CultureInfo.CurrentUICulture = CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.InvariantCulture;
        StandardStreams.Install();
        return Faults.WithNotes(Faults.Guard(() => Invoke(args)));
    }

    /// <summary>Parses a command line without running it.</summary>
    public static ParseResult Parse(string[] args)
    {
        string[] words = WithHelp(args);
        return CreateRoot(words).Parse(words, Parsing);
    }

    private static int Invoke(string[] args)
    {
        ParseResult parsed = Parse(args);
        if (UnknownWords.FindFault(parsed) is string unknown)
        {
            return Faults.Report(unknown);
        }

        if (parsed.Action is ParseErrorAction)
        {
            return Faults.Report($"{parsed.Errors[0].Message.TrimEnd('.')}; see '{UnknownWords.PathOf(parsed.CommandResult.Command)} --help'");
        }

        // Help is for everyone.
        string? fault = parsed.Action == parsed.CommandResult.Command.Action && parsed.CommandResult.Command.Subcommands.Count == 0 ? EnvironmentVariables.FindFault() : null;
        return (fault ?? FileChecks.FindFault(parsed)) is string message ? Faults.Report(message) : parsed.Invoke(Invoking);
    }

    private static RootCommand CreateRoot(string[] args)
    {
        RootCommand root = new("Adam-family optimizers: compared, explained, and verified against PyTorch.");

        // A verb starts sooner without the options of all the others.
        if (args is [string verb, ..] && Verbs.TryGetValue(verb, out Func<Command>? named))
        {
            root.Add(named());
        }
        else
        {
            foreach (Func<Command> create in Verbs.Values)
            {
                root.Add(create());
            }
        }

        foreach (Option option in root.Options)
        {
            if (option is VersionOption version)
            {
                version.Action = new PrintVersion();
            }
        }

        SynchronousCommandLineAction help = HelpExamples.AddTo(
            root,
            [],
            new HelpSection(
                "Examples",
                "eden compare                                     the articles' experiment",
                "eden verify --torch                              check Eden against your own PyTorch",
                "eden train --schedule cosine --json run.jsonl    AdamW on the embedded digits",
                "eden report run.jsonl --html run.html            the same as a page",
                "eden train --help                                all options"),
            new HelpSection(
                "Environment",
                "EDEN_THREADS  threads per step, or parallel runs of a sweep",
                "EDEN_LANES    vector width: scalar, 128, 256 or 512 bits",
                "EDEN_DEBUG    1 shows the stack of an internal error",
                "COLUMNS       output width [default: the window's, or 100 in a pipe]",
                "NO_COLOR      no colours"),
            new HelpSection(
                "Exit codes",
                "0    good",
                "1    a check failed, or a training diverged",
                "2    bad usage or input, or an output that cannot be written",
                "70   a fault in Eden",
                "130  stopped by Ctrl-C or SIGTERM; a second signal ends it at once"));
        root.SetAction(help.Invoke);
        return root;
    }

    /// <summary>Takes <c>eden help train</c> for <c>eden train --help</c>, and <c>eden checkpoint help diff</c> likewise.</summary>
    private static string[] WithHelp(string[] args)
    {
        int help = Array.IndexOf(args, UnknownWords.Help);
        return help == 0 || (help == 1 && args[0] == "checkpoint")
            ? [.. args.Where(word => word != UnknownWords.Help), "--help"]
            : args;
    }

    private sealed class PrintVersion : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            Console.Out.WriteLine($"eden {typeof(CommandLine).Assembly.GetName().Version!.ToString(3)}");
            return ExitCode.Success;
        }
    }
}
