using Eden.Lab.Json;
using Eden.Lab.Training;

namespace Eden.Lab.Report;

/// <summary>What the log of a training holds that has no result yet.</summary>
/// <param name="Epochs">The epochs, first to last.</param>
/// <param name="AllEpochs">The epochs that it can have, where the log says so.</param>
internal sealed record UnfinishedTraining(IReadOnlyList<EpochRecord> Epochs, int? AllEpochs)
{
    /// <summary>Reads a log.</summary>
    /// <param name="fault">What is wrong, to follow the name of the log; else empty.</param>
    public static UnfinishedTraining? Read(JsonLines lines, out string fault)
    {
        List<EpochRecord> epochs = [];
        int? all = null;
        fault = "";
        foreach ((int number, ReadOnlyMemory<byte> text) in lines.Whole)
        {
            EpochLine? line = JsonDocuments.Read(text.Span, ResultTypes.Epoch, out fault);
            if (line is null || line.Format != EpochLine.CurrentFormat)
            {
                fault = $"is damaged: line {number} is not an epoch of a training{(line is null ? $": it {fault}" : "")}";
                return null;
            }

            if (line.Epoch.Epoch <= (epochs.Count > 0 ? epochs[^1].Epoch : 0))
            {
                fault = $"is damaged: line {number} is epoch {line.Epoch.Epoch}, which cannot follow epoch {(epochs.Count > 0 ? epochs[^1].Epoch : 0)}";
                return null;
            }

            epochs.Add(line.Epoch);
            all = line.Epochs;
        }

        return new(epochs, all);
    }
}
