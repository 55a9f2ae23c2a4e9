using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Eden.Lab.Report;

/// <summary>A kind of result: how it is read and drawn. A new kind is a new row of <see cref="All"/>.</summary>
internal abstract class ResultKind(string format)
{
    public static IReadOnlyList<ResultKind> All { get; } =
    [
        Make("eden-comparison/1", new Phrase("Adam, Adam + L2 and AdamW side by side", "Adam、Adam + L2 与 AdamW 并排比较"), ResultTypes.Comparison, ComparisonSection.Write),
        Make("eden-claims/1", new Phrase("What articles claim on Adam and AdamW, tested", "文章对 Adam 与 AdamW 的说法，逐条检验"), ResultTypes.Claims, ClaimsSection.Write),
        Make("eden-verification/1", new Phrase("Eden against recordings of PyTorch", "Eden 与 PyTorch 录制的对照"), ResultTypes.Verification, VerificationSection.Write),
        Make("eden-bench/1", new Phrase("The speed of AdamW steps", "AdamW 一步的速度"), ResultTypes.Bench, BenchSection.Write),
        Make("eden-train/1", new Phrase("A training", "一次训练"), ResultTypes.Training, TrainingSection.Write),
        Make("eden-sweep/1", new Phrase("Learning rate and decay, mapped", "学习率与衰减的地图"), ResultTypes.Sweep, SweepSection.Write),
    ];

    /// <summary>The name and version of the record's form.</summary>
    public string Format => format;

    /// <summary>Reads a result.</summary>
    /// <exception cref="JsonException">It is not one of this kind.</exception>
    public abstract ResultDocument Parse(ReadOnlySpan<byte> json, string name);

    private static ResultKind<T> Make<T>(string format, Phrase title, JsonTypeInfo<T> type, Action<PageWriter, T> write)
        where T : class => new(format, title, type, write);
}

/// <summary>A kind of result whose record is a <typeparamref name="T"/>.</summary>
internal sealed class ResultKind<T>(string format, Phrase title, JsonTypeInfo<T> type, Action<PageWriter, T> write) : ResultKind(format)
    where T : class
{
    public override ResultDocument Parse(ReadOnlySpan<byte> json, string name) =>
        Document(JsonSerializer.Deserialize(json, type) ?? throw new JsonException("it is null"), name);

    public ResultDocument Document(T result, string name) => new(name, title, page => write(page, result));
}
