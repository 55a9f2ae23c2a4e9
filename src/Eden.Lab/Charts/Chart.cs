using System.Text.Json.Serialization;

namespace Eden.Lab.Charts;

/// <summary>Lines over an axis, as a result carries them and a page draws them.</summary>
internal sealed record Chart
{
    /// <summary>What the chart shows.</summary>
    public required Phrase Title { get; init; }

    public required Phrase X { get; init; }

    public required Phrase Y { get; init; }

    /// <summary>What a reader is to see, in words: for those who cannot see it.</summary>
    public required Phrase Description { get; init; }

    public required IReadOnlyList<ChartSeries> Series { get; init; }

    /// <summary>Whether x is on a logarithmic scale.</summary>
    public bool LogX { get; init; }

    /// <summary>Whether y is on a logarithmic scale.</summary>
    public bool LogY { get; init; }

    /// <summary>Whether the points have nothing to do with each other, so that no line joins them.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsDots { get; init; }

    /// <summary>A value of y to draw a line at.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Limit { get; init; }
}

/// <summary>A line of a chart.</summary>
/// <param name="X">Where its points are.</param>
/// <param name="Y">Their values; as many as <paramref name="X"/>.</param>
internal sealed record ChartSeries(Phrase Name, IReadOnlyList<double> X, IReadOnlyList<double> Y)
{
    /// <summary>How far the interval around each value reaches to either side; absent without intervals.</summary>
    public IReadOnlyList<double>? Interval { get; init; }
}
