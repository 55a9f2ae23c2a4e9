using System.CommandLine;
using System.CommandLine.Parsing;
using Eden.Cli.Options;
using Eden.Cli.Output;
using Eden.Lab.Recordings;
using Eden.Lab.Report;
using Eden.Lab.Verification;

namespace Eden.Cli;

/// <summary><c>eden verify</c>: proof on any recording of PyTorch that Eden takes the same steps.</summary>
internal static class VerifyCommand
{
    /// <summary>Seeds that nobody chose stay short enough to type.</summary>
    private const long LargestOwnSeed = 1_000_000_000;

    private static readonly Argument<string[]> Files = new("file")
    {
        Description = "Recordings: optimizer-trace/1, four-model-experiment/1, mlp-digits/1, lr-schedules/1, plateau/1 or lbfgs-trace/1 (docs/verify.md)",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Option<bool> Strict = new("--strict")
    {
        Description = "Treat unsupported optimizers and schedulers as failures",
    };

    private static readonly Option<double> Tolerance = NumberOption.Real(
        "--tolerance",
        "Allowed error of a parameter after a step, in units of eps * (|p| + largest change)",
        Agreement.DefaultUnits,
        value => value > 0,
        "a number above 0");

    private static readonly Option<long> MaxSize = ByteCountOption.Create(
        "--max-size",
        "Largest file to read, in bytes; K, M and G mean thousands, millions and billions",
        RecordingFile.DefaultMaxBytes);

    private static readonly Option<string?> Json = JsonTarget.CreateOption();

    private static readonly Option<string?> Html = HtmlTarget.CreateOption();

    private static readonly Option<bool> Torch = new("--torch")
    {
        Description = "Record fresh random traces and schedules from your own PyTorch and replay them",
    };

    private static readonly Option<string?> Python = new("--python")
    {
        Description = "Python interpreter for --torch [default: one on the path that has PyTorch]",
        HelpName = "path",
    };

    private static readonly Option<long> Cases = NumberOption.Whole("--cases", "With --torch: number of traces and number of schedules to record", defaultValue: 24, minimum: 1, maximum: 1_000_000);

    private static readonly Option<long?> Seed = NumberOption.OptionalWhole("--seed", "With --torch: seed of the recordings [default: a new one each time]", minimum: 0, helpName: "seed");

    public static Command Create()
    {
        Command command = new("verify", "Replays recordings of PyTorch and says whether Eden takes the same steps.")
        {
            Files, Strict, Tolerance, MaxSize, Json, Html, Torch, Python, Cases, Seed,
        };
        command.Validators.Add(RefuseNothingToDo);
        HelpExamples.AddTo(command, "eden verify trace.json", "eden verify --strict --json report.json recordings/*.json", "eden verify --torch --python /usr/bin/python3 --cases 50");
        command.SetAction(parsed => Interrupt.Guard(cancellation => Run(parsed, cancellation)));
        return command;
    }

    private static void RefuseNothingToDo(CommandResult result)
    {
        if (result.GetValue(Torch))
        {
            return;
        }

        if (result.GetValue(Files) is not { Length: > 0 })
        {
            result.AddError("no recordings given; name files, or use --torch");
        }

        foreach (Option option in new Option[] { Python, Cases, Seed })
        {
            if (result.GetResult(option) is { Implicit: false })
            {
                result.AddError($"{option.Name} needs --torch");
            }
        }
    }

    private static int Run(ParseResult parsed, CancellationToken cancellation)
    {
        string command = CommandText.Of(parsed);
        using ResultTargets targets = ResultTargets.Open(parsed.GetValue(Json), parsed.GetValue(Html));
        VerificationReport report = Verify(parsed, cancellation);
        report = report with { Stamp = report.Stamp with { Command = command } };
        targets.Write(report, () => ResultTypes.Verification, command);
        if (targets.LeaveScreen && report.Results.Count > 0)
        {
            using Screen screen = new();
            new VerifyScreen(screen).Draw(report);
        }

        foreach (string error in report.Errors)
        {
            _ = Faults.Report(error);
        }

        bool failed = report.Count(Verdict.Fail) > 0 || (parsed.GetValue(Strict) && report.Count(Verdict.Unsupported) > 0);
        return report.Errors.Count > 0 ? ExitCode.BadInput : failed ? ExitCode.CheckFailed : ExitCode.Success;
    }

    private static VerificationReport Verify(ParseResult parsed, CancellationToken cancellation)
    {
        string[] files = parsed.GetValue(Files)!;
        int cases = parsed.GetValue(Torch) ? (int)parsed.GetValue(Cases) : 0;
        using VerifyRun run = new(parsed.GetValue(Tolerance), files.Length, cases, cancellation);
        try
        {
            foreach (string file in files)
            {
                run.VerifyFile(file, parsed.GetValue(MaxSize));
            }

            if (cases > 0)
            {
                ulong seed = (ulong?)parsed.GetValue(Seed) ?? (ulong)Random.Shared.NextInt64(LargestOwnSeed);
                run.VerifyPyTorch(parsed.GetValue(Python), cases, seed);
            }
        }
        catch (OperationCanceledException)
        {
            throw new StoppedException($"stopped after {run.Progress}; nothing was written");
        }

        return run.Report();
    }
}
