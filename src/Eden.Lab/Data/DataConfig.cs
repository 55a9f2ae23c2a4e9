using System.Text;
using System.Text.Json.Serialization;

namespace Eden.Lab.Data;

/// <summary>Which samples a model is trained and tested on.</summary>
internal sealed record DataConfig
{
    /// <summary>The name of the embedded digits, for <see cref="Source"/>.</summary>
    public const string Digits = "digits";

    /// <summary>The name of Fashion-MNIST as Debian's package installs it, for <see cref="Source"/>.</summary>
    public const string FashionMnist = "fashion-mnist";

    /// <summary><see cref="Digits"/>, <see cref="FashionMnist"/>, a folder of IDX files, or a CSV file. Default: the digits.</summary>
    public string Source { get; init; } = Digits;

    /// <summary>Of a CSV file: the name of the column of labels, or its number from 1. Left out, the column <c>label</c> or
    /// <c>class</c> or <c>target</c>, or else the last.</summary>
    public string? LabelColumn { get; init; }

    /// <summary>Of a CSV file: whether its first line is a header. Default: by what it holds.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public HeaderRow Header { get; init; }

    /// <summary>Of a CSV file: the name of its encoding, like <c>gbk</c>, or of its code page, like <c>cp936</c>. Left out, UTF-8, or
    /// the Unicode encoding that the file's first bytes mark.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public string? Encoding { get; init; }

    /// <summary>The share of the samples that is kept for the test, where the data do not come with a test part. Default
    /// 0.2.</summary>
    public double TestShare { get; init; } = 0.2;

    /// <summary>The share of the training part that is set aside for validation. Default 0.</summary>
    public double ValidationShare { get; init; }

    /// <summary>The seed of the split. It is not the seed of a run, so runs of all seeds are tested on the same samples. Default
    /// 0.</summary>
    public ulong SplitSeed { get; init; }

    /// <summary>Refuses what cannot be read or split.</summary>
    /// <exception cref="InputException">A share is out of range, or an encoding unknown.</exception>
    internal void Validate()
    {
        if (!(TestShare > 0 && TestShare < 1))
        {
            throw new InputException(FormattableString.Invariant($"--test-share is {TestShare}; it must be above 0 and below 1"));
        }

        if (!(ValidationShare >= 0 && ValidationShare < 1))
        {
            throw new InputException(FormattableString.Invariant($"--validation-share is {ValidationShare}; it must be at least 0 and below 1"));
        }

        if (Encoding is not null)
        {
            TextEncoding.Find(Encoding, DecoderFallback.ExceptionFallback);
        }
    }
}
