using System.Text;
using Eden.Bench.Host;
using Eden.Bench.Ladder;
using Eden.Bench.Rules;

namespace Eden.Bench.Results;

/// <summary>The tables of a result set.</summary>
internal static class MarkdownReport
{
    public static string Write(ResultSet results)
    {
        StringBuilder text = new();
        text.AppendLine("# AdamW on one machine").AppendLine();
        text.AppendLine("Made by `dotnet run -c Release --project bench/Eden.Bench -- results`; what the tables mean is in");
        text.AppendLine("[docs/performance.md](../../../docs/performance.md). Medians, float32.").AppendLine();
        foreach (string version in results.Versions)
        {
            text.AppendLine($"- {version}");
        }

        text.AppendLine().AppendLine("![The ladder](adamw.svg)").AppendLine();
        Ladder(text, results.Ladder);
        Lanes(text, results.Lanes);
        Rules(text, results.Rules);
        Extras(text, results.Host);
        HostTables(text, results.Host);
        return text.ToString().TrimEnd() + "\n";
    }

    /// <summary>Only what is measured beside BenchmarkDotNet.</summary>
    public static string Write(HostResult host)
    {
        StringBuilder text = new();
        Extras(text, host);
        HostTables(text, host);
        return text.ToString();
    }

    /// <summary>Only the rules.</summary>
    public static string Write(IReadOnlyList<RuleRow> rules)
    {
        StringBuilder text = new();
        Rules(text, rules);
        return text.ToString().TrimEnd() + "\n";
    }

    private static void Ladder(StringBuilder text, IReadOnlyList<Timing> ladder)
    {
        int[] sizes = [.. ladder.Select(timing => (int)timing.Parameter).Distinct().Order()];
        Heading(text, "The ladder", "Picoseconds per parameter of one step, and in brackets the roof's time over it, for the same number of threads. A model under 65,536 parameters is stepped by one thread.");
        Table(text, ["", .. sizes.Select(size => $"{size:N0}")]);
        foreach (string rung in Rungs.All.Where(rung => ladder.Any(timing => timing.Benchmark == rung)))
        {
            Row(text, [rung, .. sizes.Select(size => Cell(rung, size))]);
        }

        text.AppendLine();

        string Cell(string rung, int size)
        {
            double seconds = Find(rung, size);
            double roof = Find(rung is Rungs.AllThreads or Rungs.RoofOfAll ? Rungs.RoofOfAll : Rungs.Roof, size);
            return $"{seconds / size * 1e12:N0} ({roof / seconds:F2})";
        }

        double Find(string rung, int size) =>
            ladder.FirstOrDefault(timing => timing.Benchmark == rung && (int)timing.Parameter == size)?.Seconds ?? double.NaN;
    }

    private static void Lanes(StringBuilder text, IReadOnlyList<Timing> lanes)
    {
        int[] sizes = [.. lanes.Select(timing => (int)timing.Parameter).Distinct().Order()];
        Heading(text, "Lane widths", "Picoseconds per parameter of Eden's AdamW step with `EDEN_LANES` set: 32,768 parameters on one thread, 16 million on all.");
        Table(text, ["EDEN_LANES", .. sizes.Select(size => $"{size:N0}")]);
        foreach (IGrouping<string, Timing> width in lanes.GroupBy(timing => timing.Job).OrderBy(width => width.Key.Length).ThenBy(width => width.Key))
        {
            Row(text, [width.Key, .. sizes.Select(size => $"{width.Single(timing => (int)timing.Parameter == size).Seconds / size * 1e12:N0}")]);
        }

        text.AppendLine();
    }

    private static void Rules(StringBuilder text, IReadOnlyList<RuleRow> rules)
    {
        Heading(text, "Rules", $"One step over {RuleMeasurement.Parameters:N0} parameters, and in brackets the time of the roof of the rule's own traffic over it, measured in turn.");
        Table(text, ["rule", "bytes per parameter", "one thread, ps per parameter", "all threads, ps per parameter", "all threads, GB/s"]);
        foreach (RuleRow row in rules)
        {
            int bytes = Streams.BytesPerParameter(row.Rule.States);
            Row(text, row.Rule.Name, $"{bytes}", Cell(row.OneThread), Cell(row.AllThreads), $"{bytes * RuleMeasurement.Parameters / row.AllThreads.Step / 1e9:F1}");
        }

        text.AppendLine();

        string Cell(Pair pair) => $"{pair.Step / RuleMeasurement.Parameters * 1e12:N0} ({pair.Share:F2})";
    }

    private static void Extras(StringBuilder text, HostResult host)
    {
        Heading(text, "Clipping by global norm", "Milliseconds, measured in turn. The sum reads the gradients once and adds them up in float32.");
        Table(text, ["parameters", "threads", "step", "step with clipping", "sum", "added, in sums"]);
        foreach (ClippingRow row in host.Clipping)
        {
            Row(text, $"{row.Parameters:N0}", $"{row.Threads}", Milliseconds(row.Step), Milliseconds(row.Clipped), Milliseconds(row.Sum), $"{row.AddedOverSum:F2}");
        }

        text.AppendLine();
        Heading(text, "The gain of all threads", $"{host.Gain.Parameters:N0} parameters, microseconds, measured in turn.");
        Table(text, ["", "one thread", "all threads", "gain"]);
        Row(text, "Eden", Microseconds(host.Gain.EdenOne), Microseconds(host.Gain.EdenAll), $"{host.Gain.Eden:F2}");
        Row(text, "roof", Microseconds(host.Gain.RoofOne), Microseconds(host.Gain.RoofAll), $"{host.Gain.Roof:F2}");
        text.AppendLine();
        Heading(text, "In the second-level cache", $"{host.InCache.Parameters:N0} parameters on one thread, microseconds, measured in turn.");
        Table(text, ["", "step", "Eden's time over it"]);
        Row(text, "Eden", Microseconds(host.InCache.Eden), "");
        Row(text, "vectors by hand", Microseconds(host.InCache.ByHand), $"{host.InCache.Eden / host.InCache.ByHand:F2}");
        Row(text, "roof", Microseconds(host.InCache.Roof), $"{host.InCache.Eden / host.InCache.Roof:F2}");
        text.AppendLine();
        Heading(text, "Many small tensors", "One thread, microseconds, measured in turn.");
        Table(text, ["", "step", "over one tensor"]);
        Row(text, $"{host.Many.Tensors:N0} tensors of {host.Many.Length}", Microseconds(host.Many.Many), $"{host.Many.Many / host.Many.One:F2}");
        Row(text, $"one of {host.Many.Tensors * host.Many.Length:N0}", Microseconds(host.Many.One), "");
        text.AppendLine();
    }

    private static void HostTables(StringBuilder text, HostResult host)
    {
        Heading(text, "Beside a host application", "AdamW over 4,000,000 parameters, milliseconds. The host's threads compute without touching memory; its work is counted against what it does alone.");
        Table(text, ["host", "Eden", "step", "95th percentile", "host's work"]);
        foreach (BusyRow row in host.Busy)
        {
            Row(text, row.Host, row.Steps, Milliseconds(row.Step), Milliseconds(row.Longest), row.HostShare is double share ? $"{share:P0}" : "");
        }

        text.AppendLine();
        Heading(text, "Idle", "Processor time that the process uses while its main thread sleeps for two seconds.");
        Table(text, ["", "of one core"]);
        Row(text, "before there is an optimizer", $"{host.IdleCpuWithout:P2}");
        Row(text, "after 200 steps on all threads", $"{host.IdleCpuWith:P2}");
        text.AppendLine();
        Heading(text, "Two optimizers", "AdamW over 4,000,000 parameters each, milliseconds for a step of both.");
        Table(text, ["threads of each", "in turn", "at once"]);
        foreach (TwoRow row in host.Two)
        {
            Row(text, $"{row.Threads}", Milliseconds(row.InTurn), Milliseconds(row.AtOnce));
        }
    }

    private static string Milliseconds(double seconds) => $"{seconds * 1e3:F3}";

    private static string Microseconds(double seconds) => $"{seconds * 1e6:N1}";

    private static void Heading(StringBuilder text, string title, string explanation) =>
        text.AppendLine($"## {title}").AppendLine().AppendLine(explanation).AppendLine();

    private static void Table(StringBuilder text, params string[] columns)
    {
        Row(text, columns);
        Row(text, [.. columns.Select((_, index) => index == 0 ? "---" : "---:")]);
    }

    private static void Row(StringBuilder text, params string[] cells) => text.AppendLine($"| {string.Join(" | ", cells)} |");
}
