using Eden.Checkpoints;
using Eden.Lab.Json;
using Eden.Lab.Recordings;
using Eden.Lab.Sweeps;
using Eden.Lab.Training;

namespace Eden.Lab.Report;

/// <summary>Finds out what a file holds: a result, the log of a training, or the runs of a sweep.</summary>
internal static class ResultFile
{
    /// <summary>Reads a file.</summary>
    /// <param name="reason">Why it cannot be drawn, to follow its name; else empty.</param>
    public static ResultDocument? TryRead(string path, out string reason)
    {
        try
        {
            if (FilePath.FaultOf(path, out long length) is string fault)
            {
                reason = fault;
                return null;
            }

            if (length > RecordingFile.DefaultMaxBytes)
            {
                reason = $"has more than the {RecordingFile.DefaultMaxBytes} bytes that a result may have";
                return null;
            }

            return Read(File.ReadAllBytes(path), path, out reason);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            reason = FilePath.ReasonOf(path, exception);
            return null;
        }
    }

    private static ResultDocument? Read(ReadOnlyMemory<byte> content, string path, out string reason)
    {
        if (content.Span.StartsWith("\uFEFF"u8))
        {
            content = content[3..];
        }

        JsonLines lines = new(content);
        if (lines is { Whole.Count: 0, IsTorn: false })
        {
            reason = "is empty: it holds nothing but blanks";
            return null;
        }

        if (lines.Whole.Count > 0)
        {
            ReadOnlyMemory<byte> last = lines.Whole[^1].Text;
            string? firstFormat = JsonDocuments.FormatOf(lines.Whole[0].Text.Span, out string firstFault);
            string? lastFormat = JsonDocuments.FormatOf(last.Span, out _);
            if (firstFormat == SweepHeader.CurrentFormat)
            {
                return ReadSweep(lines, path, out reason);
            }

            if (EpochLine.CurrentFormat == lastFormat || (EpochLine.CurrentFormat == firstFormat && ResultKind.Of(lastFormat) is null))
            {
                return ReadTraining(lines, path, out reason);
            }

            // Of lines the last one is the result, as eden train writes it; lines of other programs are told by the first.
            content = ResultKind.Of(lastFormat) is not null ? last : firstFault.Length == 0 ? lines.Whole[0].Text : content;
        }

        return ReadResult(content.Span, path, out reason);
    }

    private static ResultDocument? ReadResult(ReadOnlySpan<byte> json, string path, out string reason)
    {
        string? format = JsonDocuments.FormatOf(json, out string fault);
        if (format is null)
        {
            reason = fault.Length == 0 ? "is not a result of eden: it has no format"
                : JsonEnd.IsMissing(json) ? fault
                : $"is not a result of eden: it {fault}";
            return null;
        }

        if (ResultKind.Of(format) is not ResultKind kind)
        {
            reason = $"has the format '{Printable.Of(format)}', which no result of eden has";
            return null;
        }

        ResultDocument? document = kind.Parse(json, path, out fault);
        reason = document is null ? $"is not a result of eden {kind.Verb}: it {fault}" : "";
        return document;
    }

    private static ResultDocument? ReadTraining(JsonLines lines, string path, out string reason)
    {
        if (UnfinishedTraining.Read(lines, out reason) is not UnfinishedTraining training)
        {
            return null;
        }

        int last = training.Epochs[^1].Epoch;
        return new ResultDocument(path, TrainingSection.Title, page => TrainingSection.Write(page, training), Unfinished(
            lines,
            training.AllEpochs is int all
                ? Phrase.Of("ResultFile.stopped-of", last, all)
                : Phrase.Of("ResultFile.stopped", last)));
    }

    private static ResultDocument? ReadSweep(JsonLines lines, string path, out string reason)
    {
        if (UnfinishedSweep.Read(lines, out reason) is not UnfinishedSweep sweep)
        {
            return null;
        }

        int all = sweep.Config.Runs().Count;
        return new ResultDocument(path, SweepSection.Title, page => SweepSection.Write(page, sweep), sweep.Runs.Count == all ? null : Unfinished(
            lines,
            Phrase.Of("{0} of {1} runs; the same eden sweep command resumes", sweep.Runs.Count, all)));
    }

    private static Phrase Unfinished(JsonLines lines, Phrase words) => lines.IsTorn
        ? Phrase.Of("ResultFile.torn", words)
        : Phrase.Of("unfinished: {0}", words);
}
