using Eden.Checkpoints.PyTorch;
using Eden.Lab.Recordings;

namespace Eden.Lab.Verification;

/// <summary>The options of a recorded group as Eden's.</summary>
internal static class RecordedOptions
{
    /// <summary>The type in which Muon's products were taken. Eden takes them in that of the parameters.</summary>
    private const string ProductType = "ns_dtype";

    /// <summary>Whether products of matrices were taken in bfloat16.</summary>
    public static bool IsInBFloat16(IReadOnlyDictionary<string, object?> options) => options.GetValueOrDefault(ProductType) is "bfloat16";

    /// <summary>Understands the options of every group.</summary>
    /// <param name="optimizer">The optimizer.</param>
    /// <param name="recording">What recorded them, in which type: its numbers must hold the options too.</param>
    /// <param name="groups">The groups.</param>
    /// <param name="pathOf">Where in the file the options of a group stand.</param>
    /// <exception cref="InputException">An option is unknown, of the wrong kind or out of range.</exception>
    public static OptimizerOptions[] Read(RegisteredOptimizer optimizer, RunRecording recording, IReadOnlyList<RecordedGroup> groups, Func<int, string> pathOf) =>
        [.. groups.Select((group, index) => Read(optimizer, recording, group, pathOf(index)))];

    private static OptimizerOptions Read(RegisteredOptimizer optimizer, RunRecording recording, RecordedGroup group, string path)
    {
        Exception Fail(string name, string what) => RecordingError.At(recording.Source, $"{path}.{Printable.Of(name)}", what);
        TorchOptionMap map = new(optimizer, group.Options, Fail, "expected") { IsBefore2 = recording.Origin.StartsWith("torch 1.", StringComparison.Ordinal) };
        OptimizerOptions options;
        try
        {
            options = optimizer.Defaults.Map(map);

            // A group refuses options that contradict each other, and those that its type does not hold.
            _ = recording.ElementType == ElementType.Bits32
                ? (object)new ParameterGroup<float>([new Parameter<float>("none", 0)], options)
                : new ParameterGroup<double>([new Parameter<double>("none", 0)], options);
        }
        catch (ArgumentException exception)
        {
            // Up to there the message says which option, its value and what is allowed.
            throw RecordingError.At(recording.Source, path, exception.Message.Split(" (Parameter '")[0]);
        }

        // Null is None: an option that was not asked for.
        string? unknown = group.Options.Where(option => option.Value is not null && !map.Knows(option.Key) && !TorchOptionNames.IsWithoutEffect(option.Key) && !(option.Key == ProductType && optimizer.Defaults is MuonOptions))
            .Select(option => option.Key).Order(StringComparer.Ordinal).FirstOrDefault();
        return unknown is null ? options : throw Fail(unknown, $"Eden's {optimizer.Recorded} has no such option");
    }
}
