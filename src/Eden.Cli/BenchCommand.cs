using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Eden.Cli.Output;
using Eden.Lab;
using Eden.Lab.Bench;
using Eden.Lab.PyTorch;
using Eden.Lab.Recordings;
using Eden.Lab.Report;

namespace Eden.Cli;

/// <summary><c>eden bench</c>: how fast this machine's memory lets AdamW be, and how fast Eden is.</summary>
internal static class BenchCommand
{
    private static readonly Option<bool> Quick = new("--quick") { Description = "Fewer sizes: under 20 seconds instead of under 3 minutes" };

    private static readonly Option<string?> Torch = new("--torch")
    {
        Description = "Also time PyTorch's AdamW, in turn with Eden's; optionally followed by its Python [default: one on the path that has PyTorch]",
        HelpName = "python",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<string?> Python = new("--python") { Description = "Python interpreter for --torch", HelpName = "path" };

    private static readonly Option<string?> Json = JsonTarget.CreateOption();

    private static readonly Option<string?> Html = HtmlTarget.CreateOption();

    public static Command Create()
    {
        Command command = new("bench", "Times AdamW steps on this machine and compares them with its memory bandwidth.") { Quick, Torch, Python, Json, Html };
        HelpExamples.AddTo(command, "eden bench --quick", "eden bench --quick --torch /usr/bin/python3", "eden bench --json bench.json");
        command.Validators.Add(RefusePythonAlone);
        command.SetAction(parsed => Interrupt.Guard(cancellation => Run(parsed, cancellation)));
        return command;
    }

    private static int Run(ParseResult parsed, CancellationToken cancellation)
    {
        string command = CommandText.Of(parsed);
        using ResultTargets targets = ResultTargets.Open(parsed.GetValue(Json), parsed.GetValue(Html));
        BenchResult result = Measure(parsed, cancellation);
        result = result with { Stamp = result.Stamp with { Command = command } };
        targets.Write(result, () => ResultTypes.Bench, command);
        if (targets.LeaveScreen)
        {
            using Screen screen = new();
            Draw(screen, result);
        }

        return ExitCode.Success;
    }

    private static void RefusePythonAlone(CommandResult result)
    {
        if (result.GetResult(Python) is not null && result.GetResult(Torch) is null)
        {
            result.AddError("--python needs --torch");
        }
    }

    private static BenchResult Measure(ParseResult parsed, CancellationToken cancellation)
    {
        BenchConfig config = new() { Quick = parsed.GetValue(Quick) };
        return Output.Progress.Watch("models", StepBench.CountModels(config), progress =>
        {
            PyTorchRecorder? pyTorch = parsed.GetResult(Torch) is null
                ? null
                : PyTorchRecorder.FindAsync(parsed.GetValue(Torch) ?? parsed.GetValue(Python), cancellation).GetAwaiter().GetResult();
            return StepBench.Run(config, pyTorch, progress, cancellation);
        });
    }

    private static void Draw(Screen screen, BenchResult result)
    {
        screen.Line(Markup.Escape($"{result.Processor}, {Phrase.Counted(result.Processors, "processor")}, {result.Stamp.Runtime}, lanes {result.Stamp.Lanes}"));
        if (Lanes.Warning is string warning)
        {
            screen.Line(Markup.Escape(warning));
        }

        screen.Line("Medians. The roof moves the same bytes without arithmetic.");
        string[] headers = ["model", "type", "threads>", "parameters>", "µs a step>", "ps each>", "GB/s>", "of the roof>"];
        if (result.PyTorch is not null)
        {
            screen.Line(Markup.Escape($"PyTorch {result.PyTorch}: time of its AdamW over Eden's, with foreach=False (the default) and foreach=True."));
            headers = [.. headers, "PyTorch>", "foreach>"];
        }

        TextTable table = new(headers);
        foreach (BenchRow row in result.Rows)
        {
            table.Add("cyan",
            [
                row.Name,
                row.Type.Name(),
                Text($"{row.Threads}"),
                Text($"{row.Parameters:N0}"),
                Text($"{row.StepSeconds * 1e6:N1}"),
                Text($"{row.PicosecondsPerParameter:N0}"),
                Text($"{row.GigabytesPerSecond:F1}"),
                Text($"{row.ShareOfRoof:F2}"),
                Times(row.TorchSeconds / row.StepSeconds),
                Times(row.TorchForeachSeconds / row.StepSeconds),
            ]);
        }

        screen.Line();
        screen.Table(table);

        if (NoteOn(result.Rows) is string note)
        {
            screen.Line();
            screen.Line(note);
        }
    }

    /// <summary>What is to be said of shares that cannot be.</summary>
    internal static string? NoteOn(IEnumerable<BenchRow> rows) => rows.Any(row => row.ShareOfRoof > 1)
        ? "A share above 1 is noise: the machine was busier while the roof was timed."
        : null;

    private static string Times(double? ratio) => ratio is double times ? Text($"{times:N1} ×") : "";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
