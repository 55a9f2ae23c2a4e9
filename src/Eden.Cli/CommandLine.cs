using System.CommandLine;
using System.CommandLine.Invocation;
using System.Globalization;

namespace Eden.Cli;

/// <summary>The command <c>eden</c>: its verbs, and the way from arguments to an exit code.</summary>
internal static class CommandLine
{
    private static readonly ParserConfiguration Parsing = new() { EnablePosixBundling = false, ResponseFileTokenReplacer = null };

    private static readonly InvocationConfiguration Invoking = new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };

    /// <summary>Runs the program.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(string[] args)
    {
        CultureInfo.CurrentCulture = CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
        CultureInfo.CurrentUICulture = CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.InvariantCulture;
        return Faults.Guard(() => Invoke(args));
    }

    private static int Invoke(string[] args)
    {
        ParseResult parsed = CreateRoot().Parse(args, Parsing);
        if (parsed.CommandResult.Command is RootCommand && parsed.UnmatchedTokens is [string unknown, ..])
        {
            // With --help beside it, it would show the help of something else.
            return Faults.Report($"'{unknown}' is no verb of eden; see 'eden --help'");
        }

        if (parsed.Action is ParseErrorAction)
        {
            return Faults.Report($"{parsed.Errors[0].Message.TrimEnd('.')}; see '{PathOf(parsed.CommandResult.Command)} --help'");
        }

        return FileChecks.FindFault(parsed) is string fault ? Faults.Report(fault) : parsed.Invoke(Invoking);
    }

    private static RootCommand CreateRoot()
    {
        RootCommand root = new("Adam, Adam + L2 and AdamW, side by side and proven.")
        {
            CompareCommand.Create(),
            VerifyCommand.Create(),
            TrainCommand.Create(),
            SweepCommand.Create(),
            ClaimsCommand.Create(),
            BenchCommand.Create(),
            CheckpointCommand.Create(),
            ReportCommand.Create(),
        };
        foreach (Option option in root.Options)
        {
            if (option is VersionOption version)
            {
                version.Action = new PrintVersion();
            }
        }

        SynchronousCommandLineAction help = HelpExamples.AddTo(root, "eden compare", "eden compare --help");
        root.SetAction(help.Invoke);
        return root;
    }

    private static string PathOf(Command command) => command.Parents.OfType<Command>().FirstOrDefault() is Command parent ? $"{PathOf(parent)} {command.Name}" : "eden";

    private sealed class PrintVersion : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            Console.Out.WriteLine($"eden {typeof(CommandLine).Assembly.GetName().Version!.ToString(3)}");
            return ExitCode.Success;
        }
    }
}
