using System.CommandLine;
using System.Globalization;
using Eden.Cli.Output;
using Eden.Lab.Bench;
using Eden.Lab.Recordings;
using Eden.Lab.Report;
using Spectre.Console;

namespace Eden.Cli;

/// <summary><c>eden bench</c>: how fast this machine's memory lets AdamW be, and how fast Eden is.</summary>
internal static class BenchCommand
{
    private static readonly Option<bool> Quick = new("--quick") { Description = "Fewer sizes, under 20 seconds instead of under 3 minutes" };

    private static readonly Option<string?> Json = JsonTarget.CreateOption();

    private static readonly Option<string?> Html = HtmlTarget.CreateOption();

    public static Command Create()
    {
        Command command = new("bench", "Times AdamW steps on this machine against the roof of its memory.") { Quick, Json, Html };
        HelpExamples.AddTo(command, "eden bench --quick", "eden bench --json bench.json");
        command.SetAction(parsed => Interrupt.Guard(cancellation => Run(parsed, cancellation)));
        return command;
    }

    private static int Run(ParseResult parsed, CancellationToken cancellation)
    {
        string command = CommandText.Of(parsed);
        using ResultTargets targets = ResultTargets.Open(parsed.GetValue(Json), parsed.GetValue(Html));
        BenchResult result = Measure(new BenchConfig { Quick = parsed.GetValue(Quick) }, cancellation);
        result = result with { Stamp = result.Stamp with { Command = command } };
        targets.Write(result, ResultTypes.Bench, command);
        if (targets.LeaveScreen)
        {
            using Screen screen = new();
            Draw(screen.Ansi, result);
        }

        return ExitCode.Success;
    }

    private static BenchResult Measure(BenchConfig config, CancellationToken cancellation)
    {
        using Output.Progress progress = new("models", StepBench.CountModels(config));
        return StepBench.Run(config, progress, cancellation);
    }

    private static void Draw(IAnsiConsole console, BenchResult result)
    {
        console.WriteLine($"{result.Processor}, {result.Processors} processors, {result.Stamp.Runtime}, lanes {result.Stamp.Lanes}. Medians; the roof is the same traffic over memory without arithmetic.");
        Table table = new Table().Border(TableBorder.Simple).AddColumns("model", "type");
        foreach (string name in new[] { "threads", "parameters", "µs a step", "ps each", "GB/s", "of the roof" })
        {
            table.AddColumn(new TableColumn(name).RightAligned());
        }

        foreach (BenchRow row in result.Rows)
        {
            table.AddRow(
                row.Name,
                row.Type.Name(),
                Text($"{row.Threads}"),
                Text($"{row.Parameters:N0}"),
                Text($"{row.StepSeconds * 1e6:N1}"),
                Text($"{row.PicosecondsPerParameter:N0}"),
                Text($"{row.GigabytesPerSecond:F1}"),
                Text($"{row.ShareOfRoof:F2}"));
        }

        console.Write(table);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
