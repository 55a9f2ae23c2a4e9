using System.CommandLine;
using Eden.Cli.Options;
using Eden.Cli.Output;
using Eden.Lab;
using Eden.Lab.Report;
using Eden.Lab.Sweeps;

namespace Eden.Cli;

/// <summary><c>eden sweep</c>: maps over learning rate and decay.</summary>
internal static class SweepCommand
{
    public static Command Create()
    {
        SweepOptions options = new();
        Command command = new("sweep", "Trains with many learning rates and decays per optimizer and maps the test errors. Resumes where it was stopped.");
        OptionGroup.AddTo(command, options.Groups);
        HelpExamples.AddTo(command, options.Groups, new HelpSection(
            "Examples",
            "eden sweep                                                   Adam + L2 and AdamW, on the digits",
            "eden sweep --optimizers adamw,adamw-paper                    two conventions of weight decay",
            "eden sweep --optimizers sgd-l2,sgd --momentum 0.9 --lr 1e-3..1:8",
            "eden sweep --preset paper --threads 2 --file fashion.jsonl   Fashion-MNIST",
            "eden sweep --random 100 --seeds 1 --json sweep.json"));
        command.SetAction(parsed => Interrupt.Guard(cancellation => Run(options, parsed, cancellation)));
        return command;
    }

    private static int Run(SweepOptions options, ParseResult parsed, CancellationToken cancellation)
    {
        SweepConfig config = options.Read(parsed);
        int runs = Sweeper.CountRuns(config);
        string file = parsed.GetValue(options.File) ?? Sweeper.FileNameOf(config);
        FileChecks.Demand(parsed, ("--data", config.Training.Data.Source), ("--file", file));
        string command = CommandText.Of(parsed);
        using ResultTargets targets = ResultTargets.Open(parsed.GetValue(options.Json), parsed.GetValue(options.Html));
        SweepResult result = Sweep(config, file, options.Threads(parsed), runs, out bool isComplete, cancellation);
        result = result with { Stamp = result.Stamp with { Command = command } };
        targets.Write(result, () => ResultTypes.Sweep, command);
        if (targets.LeaveScreen)
        {
            using Screen screen = new();
            new SweepScreen(screen).Draw(result, file, isComplete);
        }

        return isComplete ? ExitCode.Success : ExitCode.BadInput;
    }

    private static SweepResult Sweep(SweepConfig config, string file, int threads, int runs, out bool isComplete, CancellationToken cancellation)
    {
        using RunProgress progress = new(runs, file);
        try
        {
            SweepResult result = Sweeper.Run(config, file, threads, progress, progress, cancellation);
            isComplete = progress.IsFileComplete;
            return result;
        }
        catch (OperationCanceledException)
        {
            throw new StoppedException($"stopped after {progress.Done} of {Phrase.Counted(runs, "run")}, {(progress.IsFileComplete ? "which are" : "not all of which are")} in {file}; the same command resumes");
        }
    }
}
