using System.Text;
using Eden.Lab.Json;

namespace Eden.Lab.Sweeps;

/// <summary>What the file of a sweep holds, finished or not.</summary>
/// <param name="Config">What is swept.</param>
/// <param name="Runs">The runs that are finished, in the order of the file.</param>
internal sealed record UnfinishedSweep(SweepConfig Config, string DataName, IReadOnlyList<SweepRecord> Runs, IReadOnlyList<SweepMap> Maps)
{
    /// <summary>Reads a file.</summary>
    /// <param name="fault">What is wrong, to follow the name of the file; else empty.</param>
    public static UnfinishedSweep? Read(JsonLines lines, out string fault)
    {
        SweepHeader? header = JsonDocuments.Read(lines.Whole[0].Text.Span, SweepFileJson.Default.SweepHeader, out fault);
        if (header is null)
        {
            fault = $"is damaged: line {lines.Whole[0].Number} is not the beginning of a sweep: it {fault}";
            return null;
        }

        try
        {
            header.Config.Validate();
        }
        catch (InputException exception)
        {
            fault = $"is damaged: line {lines.Whole[0].Number} is not the beginning of a sweep: {exception.Message}";
            return null;
        }

        IReadOnlyList<SweepRecord>? records = ReadRuns(lines.Whole.Skip(1), header.Config, out fault);
        if (records is null)
        {
            return null;
        }

        if (records.Count == 0)
        {
            fault = "has no finished run of its sweep yet";
            return null;
        }

        return new(header.Config, header.DataName ?? header.Config.Training.Data.Source, records, SweepMaps.Draw(header.Config, records, header.Classes));
    }

    /// <summary>Reads the lines of finished runs.</summary>
    /// <param name="fault">What is wrong, to follow the name of the file; else empty.</param>
    public static IReadOnlyList<SweepRecord>? ReadRuns(IEnumerable<(int Number, ReadOnlyMemory<byte> Text)> lines, SweepConfig config, out string fault)
    {
        IReadOnlyList<SweepRun> runs = config.Runs();
        List<SweepRecord> records = [];
        HashSet<int> seen = [];
        foreach ((int number, ReadOnlyMemory<byte> text) in lines)
        {
            SweepRecord? record = JsonDocuments.Read(text.Span, SweepFileJson.Default.SweepRecord, out _);
            if (record is null || record.Run < 0 || record.Run >= runs.Count || !record.IsOf(runs[record.Run], config.Validates) || !seen.Add(record.Run))
            {
                fault = $"is damaged: line {number} is not a run of this sweep: {Printable.Of(Encoding.UTF8.GetString(text.Span), 60)}";
                return null;
            }

            records.Add(record);
        }

        fault = "";
        return records;
    }
}
