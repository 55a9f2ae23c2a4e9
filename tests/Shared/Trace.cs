using System.Globalization;
using System.Text.Json;

namespace Eden.Testing;

/// <summary>A recording of format <c>optimizer-trace/1</c> (tests/golden/README.md).</summary>
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
                    .ToDictionary(field => field.Name, field => field.Value.ValueKind == JsonValueKind.Array ? Numbers(field.Value) : [Number(field.Value)])));
    }

    /// <summary>The recordings in a folder whose names match, in order.</summary>
    public static IEnumerable<Trace> LoadAll(string folder, string pattern) =>
        Directory.EnumerateFiles(Repository.PathTo("tests", folder), pattern).Order(StringComparer.Ordinal).Select(Load);

    internal static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(Number)];

    private static double Number(JsonElement element) => element.ValueKind == JsonValueKind.String
        ? double.Parse(element.GetString()!, CultureInfo.InvariantCulture)
        : element.GetDouble();
}

internal sealed record TraceGroup(
    double LearningRate,
    double WeightDecay,
    double Beta1,
    double Beta2,
    double Epsilon,
    bool AmsGrad,
    bool Maximize,
    double Momentum,
    double Dampening,
    bool Nesterov,
    IReadOnlyList<string> Parameters)
{
    internal static TraceGroup Read(JsonElement element)
    {
        JsonElement options = element.GetProperty("options");
        double Number(string name, double absent) => options.TryGetProperty(name, out JsonElement value) ? value.GetDouble() : absent;
        bool Flag(string name) => options.TryGetProperty(name, out JsonElement value) && value.GetBoolean();
        JsonElement betas = options.TryGetProperty("betas", out JsonElement given) ? given : default;
        return new(
            Number("lr", double.NaN),
            Number("weight_decay", double.NaN),
            betas.ValueKind == JsonValueKind.Array ? betas[0].GetDouble() : double.NaN,
            betas.ValueKind == JsonValueKind.Array ? betas[1].GetDouble() : double.NaN,
            Number("eps", double.NaN),
            Flag("amsgrad"),
            Flag("maximize"),
            Number("momentum", 0),
            Number("dampening", 0),
            Flag("nesterov"),
            [.. element.GetProperty("params").EnumerateArray().Select(name => name.GetString()!)]);
    }
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
    internal static TraceStep Read(JsonElement element) => new(
        Trace.Numbers(element.GetProperty("lr")),
        element.GetProperty("grads").EnumerateObject().ToDictionary(grad => grad.Name, grad => grad.Value.ValueKind == JsonValueKind.Null ? null : Trace.Numbers(grad.Value)),
        element.GetProperty("params").EnumerateObject().ToDictionary(values => values.Name, values => Trace.Numbers(values.Value)));
}
