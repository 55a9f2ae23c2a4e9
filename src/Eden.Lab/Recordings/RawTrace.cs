namespace Eden.Lab.Recordings;

/// <summary>The fields of a trace as the file gives them, nothing checked against anything.</summary>
internal sealed class RawTrace
{
    public string? Optimizer { get; set; }

    public List<RawGroup>? Groups { get; set; }

    public List<RawParameter>? Parameters { get; set; }

    public List<RawStep>? Steps { get; set; }

    public Dictionary<string, Dictionary<string, double[]?>>? FinalState { get; set; }
}

internal sealed record RawGroup(Dictionary<string, object?> Options, List<string> Parameters);

internal sealed record RawParameter(string Name, double[] Shape, double[] Initial);

internal sealed record RawStep(double[] LearningRates, Dictionary<string, double[]?> Gradients, Dictionary<string, double[]> Parameters);
