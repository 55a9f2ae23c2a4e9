using System.Text.Json;

namespace Eden.Lab.Recordings;

/// <summary>A recording of learning rate schedulers that were stepped from their beginning. Format <c>lr-schedules/1</c>.</summary>
internal sealed record SchedulesRecording : Recording
{
    /// <summary>The format's name and version.</summary>
    public const string FormatName = "lr-schedules/1";

    public override string Format => FormatName;

    /// <summary>The learning rate of the optimizer that each scheduler was made for.</summary>
    public required double BaseRate { get; init; }

    /// <summary>The schedulers, at least one.</summary>
    public required IReadOnlyList<RecordedSchedule> Schedules { get; init; }
}

/// <summary>One scheduler.</summary>
/// <param name="Type">Its type by PyTorch's name.</param>
/// <param name="Arguments">Its arguments by PyTorch's names.</param>
/// <param name="Rates">The learning rate before each step, finite; at least one.</param>
/// <param name="Momenta">The momentum before each step, finite and as many; null where the file has none.</param>
internal sealed record RecordedSchedule(string Type, JsonElement Arguments, double[] Rates, double[]? Momenta);
