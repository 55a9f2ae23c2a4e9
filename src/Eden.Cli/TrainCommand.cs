using System.CommandLine;
using Eden.Cli.Options;
using Eden.Cli.Output;
using Eden.Lab;
using Eden.Lab.Report;
using Eden.Lab.Training;
using Eden.Mpi;

namespace Eden.Cli;

/// <summary><c>eden train</c>: one model, one optimizer, one schedule.</summary>
internal static class TrainCommand
{
    public static Command Create()
    {
        TrainOptions options = new();
        Command command = new("train", "Trains a model with any optimizer and schedule, and resumes bit for bit. Exit code 1 if the training diverges.");
        OptionGroup.AddTo(command, options.Groups);
        HelpExamples.AddTo(command, options.Groups, new HelpSection(
            "Examples",
            "eden train                                                   AdamW on the embedded digits",
            "eden train --optimizer adamw --weight-decay 0.05 --schedule cosine --warmup 0.1",
            "eden train --data fashion-mnist --model 128 --checkpoint run.safetensors",
            "eden train --data iris.csv --label-column species --model 16,16 --activation gelu --early-stop 5",
            "eden train --resume run.safetensors --json run.jsonl",
            "eden train --resume run.safetensors --epochs 20              the same training, longer",
            "mpirun -n 4 eden train --micro-batches 8                     four processes share each batch; any number gives the same bits"));
        command.SetAction(parsed => Interrupt.Guard(cancellation => RankedVerb.Run(ranks => Run(options, parsed, ranks, cancellation))));
        return command;
    }

    /// <param name="options">The options.</param>
    /// <param name="parsed">The command line.</param>
    /// <param name="ranks">The processes that train together, of which the first tells how it goes; null for this one alone.</param>
    /// <param name="cancellation">Stops the training.</param>
    private static int Run(TrainOptions options, ParseResult parsed, MpiCommunicator? ranks, CancellationToken cancellation)
    {
        bool tells = ranks is not { Rank: > 0 };
        string? resumed = parsed.GetValue(options.Resume);
        int? epochs = resumed is null ? null : options.ReadResumed(parsed);
        TrainingConfig? config = resumed is null ? options.Read(parsed, ranks?.Size ?? 1) : null;
        config?.Validate();
        string? saved = parsed.GetValue(options.Checkpoint) ?? resumed;
        string savedWhenStopped = saved ?? UnusedName();
        FileChecks.Demand(parsed, ("--data", (config ?? Trainer.ConfigOf(resumed!)).Data.Source), ("--checkpoint", savedWhenStopped));
        if (saved is not null)
        {
            OutputFile.Check(saved);
        }

        if (tells && ranks is not null && config is not null && !options.HasMicroBatches(parsed))
        {
            _ = Faults.Report($"each batch is cut into {config.MicroBatches} parts for {ranks.Size} ranks, as by --micro-batches {config.MicroBatches}");
        }

        CheckpointKeeper keeper = new(saved, savedWhenStopped) { Ranks = ranks, OnFailure = message => _ = tells ? Faults.Report(message) : 0 };
        string command = CommandText.Of(parsed);
        using HtmlTarget? html = tells && parsed.GetValue(options.Html) is string page ? HtmlTarget.Open(page) : null;
        using TrainLog? log = tells && parsed.GetValue(options.Json) is string path ? new TrainLog(path, goesOn: resumed is not null) : null;
        TrainingResult result = Train(config, resumed, epochs, keeper, log, ranks, cancellation);
        result = result with { Stamp = result.Stamp with { Command = command } };
        log?.Write(result);
        _ = html?.Write([ResultDocument.Of(result, command)], Language.English);
        if (tells && log is not { IsStandardOutput: true })
        {
            using Screen screen = new();
            new TrainScreen(screen).Draw(result);
        }

        return keeper.Failure is not null ? ExitCode.BadInput : result.Outcome == TrainingOutcome.Diverged ? ExitCode.CheckFailed : ExitCode.Success;
    }

    private static TrainingResult Train(TrainingConfig? config, string? resumed, int? epochs, CheckpointKeeper keeper, TrainLog? log, MpiCommunicator? ranks, CancellationToken cancellation)
    {
        try
        {
            using TrainWatch? watch = ranks is { Rank: > 0 } ? null : new(log, log is { IsStandardOutput: true });
            return config is not null ? Trainer.RunSaved(config, keeper, watch, cancellation)
                : epochs is int number ? Trainer.Extend(resumed!, number, keeper, watch, cancellation)
                : Trainer.Resume(resumed!, keeper, watch, cancellation);
        }
        catch (OperationCanceledException) when (keeper.StoppedAt is string path)
        {
            throw new StoppedException($"stopped and saved; resume with: eden train {ShellText.Option("--resume", path)}");
        }
    }

    /// <summary>A name for what is saved when nobody named a file.</summary>
    private static string UnusedName()
    {
        string name = "eden-train.safetensors";
        for (int number = 2; File.Exists(name); number++)
        {
            name = $"eden-train-{number}.safetensors";
        }

        return name;
    }
}
