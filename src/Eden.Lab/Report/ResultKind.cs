using System.Text.Json.Serialization.Metadata;
using Eden.Lab.Json;

namespace Eden.Lab.Report;

/// <summary>A kind of result: how it is read and drawn. A new kind is a new row of <see cref="All"/>.</summary>
internal abstract class ResultKind(string format, string verb)
{
    public static IReadOnlyList<ResultKind> All { get; } =
    [
        Make("eden-comparison/1", "compare", Phrase.Of("Adam, Adam + L2 and AdamW side by side"), ResultTypes.Comparison, ComparisonSection.Write),
        Make("eden-claims/1", "claims", Phrase.Of("What articles claim about Adam and AdamW, tested"), ResultTypes.Claims, ClaimsSection.Write),
        Make("eden-verification/1", "verify", Phrase.Of("Eden against recordings of PyTorch"), ResultTypes.Verification, VerificationSection.Write),
        Make("eden-bench/1", "bench", Phrase.Of("The speed of AdamW steps"), ResultTypes.Bench, BenchSection.Write),
        Make("eden-train/1", "train", TrainingSection.Title, ResultTypes.Training, TrainingSection.Write),
        Make("eden-sweep/1", "sweep", SweepSection.Title, ResultTypes.Sweep, SweepSection.Write),
        Make("eden-run/1", "run", RunSection.Title, ResultTypes.Run, RunSection.Write),
    ];

    /// <summary>The kind of a format; <see langword="null"/> where there is none.</summary>
    public static ResultKind? Of(string? format) => All.FirstOrDefault(kind => kind.Format == format);

    /// <summary>The name and version of the record's form.</summary>
    public string Format => format;

    /// <summary>What writes such results: a command, or a program of samples/.</summary>
    public string Verb => verb;

    /// <summary>Reads a result.</summary>
    /// <param name="name">What the contents of the page call it.</param>
    /// <param name="fault">What is wrong, to follow "it"; else empty.</param>
    public abstract ResultDocument? Parse(ReadOnlySpan<byte> json, string name, out string fault);

    private static ResultKind<T> Make<T>(string format, string verb, Phrase title, JsonTypeInfo<T> type, Action<PageWriter, T> write)
        where T : class => new(format, verb, title, type, write);
}

/// <summary>A kind of result whose record is a <typeparamref name="T"/>.</summary>
internal sealed class ResultKind<T>(string format, string verb, Phrase title, JsonTypeInfo<T> type, Action<PageWriter, T> write) : ResultKind(format, verb)
    where T : class
{
    public override ResultDocument? Parse(ReadOnlySpan<byte> json, string name, out string fault) =>
        JsonDocuments.Read(json, type, out fault) is T result ? Document(result, name) : null;

    public ResultDocument Document(T result, string name) => new(name, title, page => write(page, result));
}
