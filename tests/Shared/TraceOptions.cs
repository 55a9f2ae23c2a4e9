using System.Text.Json;
using Eden.Checkpoints.PyTorch;

namespace Eden.Testing;

/// <summary>The options of a recorded group as Eden's.</summary>
internal static class TraceOptions
{
    public static OptimizerOptions Of(Trace trace, TraceGroup group)
    {
        RegisteredOptimizer optimizer = OptimizerRegistry.FindRecorded(trace.Optimizer) ?? throw new NotSupportedException(trace.Optimizer);
        Dictionary<string, object?> options = group.Options.EnumerateObject().ToDictionary(option => option.Name, option => Read(option.Value));
        return optimizer.Defaults.Map(new TorchOptionMap(optimizer, options, (name, what) => new InvalidDataException($"{trace.Name}: {name} {what}")));
    }

    private static object? Read(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number => value.GetDouble(),
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Array => (double?[])[.. value.EnumerateArray().Select(Read).Cast<double?>()],
        _ => null,
    };
}
