using System.CommandLine;
using Eden.Cli.Options;
using Eden.Cli.Output;
using Eden.Lab;
using Eden.Lab.Comparison;
using Eden.Lab.PyTorch;
using Eden.Lab.Report;

namespace Eden.Cli;

/// <summary><c>eden compare</c>: the article's experiment, every optimizer side by side.</summary>
internal static class CompareCommand
{
    public static Command Create()
    {
        ArticleExperiment.WarmUp();
        CompareOptions options = new();
        Command command = new("compare", "Runs Adam, Adam + L2 and AdamW from the same start and says which agree. Exit code 1 if a pair that must agree does not.");
        options.AddTo(command);
        HelpExamples.AddTo(
            command,
            "eden compare                               the articles' experiment and a recording of PyTorch",
            "eden compare --weight-decay 0.1 --torch    another decay, and your own PyTorch",
            "eden compare --seed 7 --in-features 64     random weights and inputs",
            "eden compare --json - | jq .verdicts       the same as data");
        command.SetAction(parsed => Interrupt.Guard(cancellation => Run(options, parsed, cancellation)));
        return command;
    }

    private static int Run(CompareOptions options, ParseResult parsed, CancellationToken cancellation)
    {
        ComparisonConfig config = options.Read(parsed);
        string command = CommandText.Of(parsed);
        using ResultTargets targets = ResultTargets.Open(parsed.GetValue(options.Json), parsed.GetValue(options.Html));
        ComparisonResult result = Compute(config, parsed.GetValue(options.Torch), parsed.GetValue(options.Python), cancellation);
        result = result with { Stamp = result.Stamp with { Command = command } };
        targets.Write(result, () => ResultTypes.Comparison, command);
        if (targets.LeaveScreen)
        {
            using Screen screen = new();
            new CompareScreen(screen).Draw(result);
        }

        return ExitCodeOf(result);
    }

    internal static int ExitCodeOf(ComparisonResult result) => result.Holds ? ExitCode.Success : ExitCode.CheckFailed;

    private static ComparisonResult Compute(ComparisonConfig config, bool torch, string? python, CancellationToken cancellation)
    {
        if (python is not null && !torch)
        {
            throw new InputException("--python needs --torch");
        }

        return Progress.Watch(
            "epochs", config.Epochs, progress => torch ? ComputeLiveAsync(progress).GetAwaiter().GetResult() : ArticleExperiment.Run(config, progress, cancellation));

        async Task<ComparisonResult> ComputeLiveAsync(Progress progress)
        {
            PyTorchRecorder recorder = await PyTorchRecorder.FindAsync(python, cancellation).ConfigureAwait(false);
            return await ArticleExperiment.RunAsync(config, recorder, progress, cancellation).ConfigureAwait(false);
        }
    }
}
