namespace Eden.Bench.Rules;

/// <summary>One step of each rule of the family over 16 million float32 parameters and the roof of its own traffic, in turn.</summary>
internal static class RuleMeasurement
{
    public const int Parameters = 16_000_000;

    private static readonly int All = Environment.ProcessorCount;

    /// <summary>Measures the rules of some names, or all.</summary>
    public static IReadOnlyList<RuleRow> Run(params string[] names) => [.. Rule.All.Where(rule => names.Length == 0 || names.Contains(rule.Name)).Select(Measure)];

    private static RuleRow Measure(Rule rule)
    {
        using Streams roof = new(Parameters, rule.States);
        using Streams streams = new(Parameters, states: 0);
        using Optimizer<float> one = rule.Create(streams.Parameter);
        using Optimizer<float> all = rule.Create(streams.Parameter);
        one.Engine = new EngineOptions { DegreeOfParallelism = 1 };
        Console.Error.WriteLine($"{rule.Name} ...");
        double[] medians = Alternation.Medians(31, () => one.Step(), () => Roof.Pass(roof, rule.States), () => all.Step(), () => Roof.Pass(roof, rule.States, All));
        return new RuleRow(rule, new Pair(medians[0], medians[1]), new Pair(medians[2], medians[3]));
    }
}

/// <summary>A rule's step beside its roof, on one thread and on all.</summary>
internal sealed record RuleRow(Rule Rule, Pair OneThread, Pair AllThreads);

/// <summary>Seconds of a step, and of the same traffic with one operation for each stream.</summary>
internal readonly record struct Pair(double Step, double Roof)
{
    public double Share => Roof / Step;
}
