using System.Text.Json;

namespace Eden.Lab.Recordings;

/// <summary>A recording of a <c>ReduceLROnPlateau</c>. Format <c>plateau/1</c>.</summary>
internal sealed record PlateauRecording : Recording
{
    /// <summary>The format's name and version.</summary>
    public const string FormatName = "plateau/1";

    public override string Format => FormatName;

    /// <summary>The learning rate at the beginning: that after the first metric, because no first metric reduces it, where the
    /// file does not say.</summary>
    public required double BaseRate { get; init; }

    /// <summary>The scheduler's arguments by PyTorch's names.</summary>
    public required JsonElement Arguments { get; init; }

    /// <summary>What was reported, at least one number; any number of them may be NaN or infinite.</summary>
    public required IReadOnlyList<double> Metrics { get; init; }

    /// <summary>The learning rate after each metric, finite.</summary>
    public required IReadOnlyList<double> Rates { get; init; }
}
