using System.Globalization;
using System.Text;

namespace Eden.Bench.Storage;

/// <summary>One AdamW step with state in full, in bfloat16 and in 8-bit floats, in turn.</summary>
internal static class StorageMeasurement
{
    private static readonly int[] Lengths = [32_768, 1_000_000, 64_000_000];

    /// <summary>Measures and gives a table: picoseconds per parameter, and how many times those of state in full.</summary>
    public static string Run()
    {
        StringBuilder text = new();
        text.AppendLine("| parameters | threads | Full | BFloat16 | Float8 |").AppendLine("| ---: | ---: | ---: | ---: | ---: |");
        foreach (int length in Lengths)
        {
            foreach (int threads in length > 1_000_000 ? (int[])[1, Environment.ProcessorCount] : [1])
            {
                double[] medians = Measure(length, threads);
                text.AppendLine(CultureInfo.InvariantCulture, $"| {length:N0} | {threads} | {string.Join(" | ", medians.Select(median => Cell(median, medians[0], length)))} |");
            }
        }

        return text.ToString();
    }

    private static double[] Measure(int length, int threads)
    {
        using Parameter<float> parameter = new("w", length) { HasGradient = true };
        Xoshiro256 random = new(1);
        foreach (ref float gradient in parameter.Gradient)
        {
            gradient = (float)random.NextUniform(-1e-3, 1e-3);
        }

        Optimizer<float>[] optimizers = [.. Enum.GetValues<StateStorage>().Select(storage =>
            new Optimizer<float>(new ParameterGroup<float>([parameter], new AdamWOptions { LearningRate = 1e-6 }) { Storage = new() { State = storage } })
            {
                Engine = new EngineOptions { DegreeOfParallelism = threads },
            })];
        Console.Error.WriteLine($"{length:N0} parameters, {threads} threads ...");
        double[] medians = Alternation.Medians(31, [.. optimizers.Select(optimizer => (Action)(() => optimizer.Step()))]);
        Array.ForEach(optimizers, optimizer => optimizer.Dispose());
        return medians;
    }

    private static string Cell(double seconds, double full, int length) =>
        string.Create(CultureInfo.InvariantCulture, $"{seconds / length * 1e12:F0} ({seconds / full:F2})");
}
