using System.Diagnostics;
using System.Numerics;
using Eden.Lab.Recordings;

namespace Eden.Lab.Bench;

/// <summary>Times AdamW steps against the roof of the machine's memory.</summary>
public static class StepBench
{
    /// <summary>How many models a configuration measures.</summary>
    /// <param name="config">What to measure.</param>
    public static int CountModels(BenchConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return BenchCase.For(config).Count;
    }

    /// <summary>Measures every model of a configuration.</summary>
    /// <param name="config">What to measure.</param>
    /// <param name="progress">Is told how many models are done.</param>
    /// <param name="cancellation">Stops between samples.</param>
    public static BenchResult Run(BenchConfig config, IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(config);
        RunStamp stamp = RunStamp.Take();
        IReadOnlyList<BenchCase> cases = BenchCase.For(config);
        List<BenchRow> rows = [];
        foreach (BenchCase item in cases)
        {
            progress?.Report(rows.Count);
            rows.Add(item.Type == ElementType.Bits32
                ? Measure<float>(item, config.Quick, cancellation)
                : Measure<double>(item, config.Quick, cancellation));
        }

        return new BenchResult(stamp, Processor.Name(), Environment.ProcessorCount, rows);
    }

    private static BenchRow Measure<T>(BenchCase item, bool quick, CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using MemoryRoof<T> roof = new(item.Parameters);
        using AdamW<T> optimizer = new(Model<T>(item.Lengths)) { Engine = new EngineOptions { DegreeOfParallelism = item.Threads } };
        void Step() => optimizer.Step();
        void Pass() => roof.Pass(item.Threads);

        // A first round compiles, faults pages in and tells how many steps make a sample that the clock can resolve.
        Step();
        Pass();
        int repeats = (int)Math.Clamp((quick ? 0.002 : 0.01) / Math.Max(Time(Step, 3), 1e-9), 1, 100_000);
        double budget = quick ? 0.4 : 3;
        List<double> steps = [];
        List<double> passes = [];
        long start = Stopwatch.GetTimestamp();
        while (steps.Count < 5 || (steps.Count < 201 && Stopwatch.GetElapsedTime(start).TotalSeconds < budget))
        {
            cancellation.ThrowIfCancellationRequested();
            steps.Add(Time(Step, repeats));
            passes.Add(Time(Pass, repeats));
        }

        return new BenchRow(item.Name, item.Type, item.Threads, item.Lengths.Count, item.Parameters, steps.Count, Median(steps), Median(passes));
    }

    private static Parameter<T>[] Model<T>(IReadOnlyList<long> lengths)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Xoshiro256 random = new(1);
        T[] noise = [.. Enumerable.Range(0, 4099).Select(_ => T.CreateTruncating(random.NextUniform(-0.5, 0.5)))];
        Parameter<T>[] model = new Parameter<T>[lengths.Count];
        for (int i = 0; i < model.Length; i++)
        {
            model[i] = new Parameter<T>($"p{i}", (nint)lengths[i]) { HasGradient = true };
            Repeat(noise, model[i].Value);
            Repeat(noise.AsSpan(1), model[i].Gradient);
        }

        return model;
    }

    private static void Repeat<T>(ReadOnlySpan<T> pattern, Span<T> target)
    {
        for (; !target.IsEmpty; target = target[Math.Min(pattern.Length, target.Length)..])
        {
            pattern[..Math.Min(pattern.Length, target.Length)].CopyTo(target);
        }
    }

    private static double Time(Action action, int repeats)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < repeats; i++)
        {
            action();
        }

        return Stopwatch.GetElapsedTime(start).TotalSeconds / repeats;
    }

    private static double Median(List<double> samples)
    {
        samples.Sort();
        return samples[samples.Count / 2];
    }
}
