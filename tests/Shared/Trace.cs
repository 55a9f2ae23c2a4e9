using System.Globalization;
using System.Text.Json;

namespace Eden.Testing;

/// <summary>A recording of format <c>optimizer-trace/1</c> or <c>/2</c> (README.md of tests/golden and tests/golden-trace2).</summary>
internal sealed record Trace(
    string Name,
    string Optimizer,
    bool IsFloat32,
    IReadOnlyList<TraceGroup> Groups,
    IReadOnlyList<TraceParameter> Parameters,
    IReadOnlyList<TraceStep> Steps,
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, double[]>> FinalState)
{
    /// <summary>ε of the recording's element type.</summary>
    public double Ulp => IsFloat32 ? Math.ScaleB(1, -23) : Math.ScaleB(1, -52);

    public int GroupOf(string parameter) => Groups.Select((group, index) => (group, index)).First(pair => pair.group.Parameters.Contains(parameter)).index;

    public override string ToString() => Name;

    public static Trace Load(string path)
    {
        using FileStream file = File.OpenRead(path);
        using JsonDocument document = JsonDocument.Parse(file);
        JsonElement root = document.RootElement;
        return new(
            root.GetProperty("name").GetString()!,
            root.GetProperty("optimizer").GetString()!,
            root.GetProperty("dtype").GetString() == "float32",
            [.. root.GetProperty("groups").EnumerateArray().Select(TraceGroup.Read)],
            [.. root.GetProperty("params").EnumerateArray().Select(TraceParameter.Read)],
            [.. root.GetProperty("steps").EnumerateArray().Select(TraceStep.Read)],
            root.GetProperty("final_state").EnumerateObject().ToDictionary(
                state => state.Name,
                state => (IReadOnlyDictionary<string, double[]>)state.Value.EnumerateObject().Where(field => field.Value.ValueKind != JsonValueKind.Null)
                    .ToDictionary(field => field.Name, field => State(field.Value))));
    }

    /// <summary>The recordings in a folder whose names match, in order.</summary>
    public static IEnumerable<Trace> LoadAll(string folder, string pattern) =>
        Directory.EnumerateFiles(Repository.PathTo("tests", folder), pattern).Order(StringComparer.Ordinal).Select(Load);

    internal static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(Number)];

    private static double[] State(JsonElement field) => field.ValueKind switch
    {
        JsonValueKind.Array => Numbers(field),
        JsonValueKind.Object => Numbers(field.GetProperty("values")),
        _ => [Number(field)],
    };

    private static double Number(JsonElement element) => element.ValueKind == JsonValueKind.String
        ? double.Parse(element.GetString()!, CultureInfo.InvariantCulture)
        : element.GetDouble();
}

/// <summary>The options of a group by the source's names, and the names of its parameters.</summary>
internal sealed record TraceGroup(JsonElement Options, IReadOnlyList<string> Parameters)
{
    internal static TraceGroup Read(JsonElement element) => new(
        element.GetProperty("options").Clone(),
        [.. element.GetProperty("params").EnumerateArray().Select(name => name.GetString()!)]);
}

internal sealed record TraceParameter(string Name, int[] Shape, double[] Initial)
{
    internal static TraceParameter Read(JsonElement element) => new(
        element.GetProperty("name").GetString()!,
        [.. element.GetProperty("shape").EnumerateArray().Select(dimension => dimension.GetInt32())],
        Trace.Numbers(element.GetProperty("initial")));
}

/// <summary>One step: the rate of each group, the gradients (null where absent) and the parameters after it, by name.</summary>
internal sealed record TraceStep(double[] LearningRates, IReadOnlyDictionary<string, double[]?> Gradients, IReadOnlyDictionary<string, double[]> Parameters)
{
    /// <summary>The rows of sparse gradients, by the name of the parameter.</summary>
    public IReadOnlyDictionary<string, int[]> Rows { get; private init; } = new Dictionary<string, int[]>();

    internal static TraceStep Read(JsonElement element) => new(
        Trace.Numbers(element.GetProperty("lr")),
        element.GetProperty("grads").EnumerateObject().ToDictionary(grad => grad.Name, grad => Values(grad.Value)),
        element.GetProperty("params").EnumerateObject().ToDictionary(values => values.Name, values => Trace.Numbers(values.Value)))
    {
        Rows = element.GetProperty("grads").EnumerateObject().Where(grad => grad.Value.ValueKind == JsonValueKind.Object)
            .ToDictionary(grad => grad.Name, grad => (int[])[.. grad.Value.GetProperty("rows").EnumerateArray().Select(row => row.GetInt32())]),
    };

    private static double[]? Values(JsonElement gradient) => gradient.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.Object => Trace.Numbers(gradient.GetProperty("values")),
        _ => Trace.Numbers(gradient),
    };
}
