using System.Diagnostics;
using System.Numerics;
using Eden.Lab.PyTorch;
using Eden.Lab.Recordings;

namespace Eden.Lab.Bench;

/// <summary>Times AdamW steps against the roof of the machine's memory.</summary>
internal static class StepBench
{
    private static readonly TimeSpan TorchCalmsDown = TimeSpan.FromMilliseconds(10);

    /// <summary>How many models a configuration measures.</summary>
    public static int CountModels(BenchConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return BenchCase.For(config).Count;
    }

    /// <summary>Measures every model of a configuration.</summary>
    /// <param name="pyTorch">Where PyTorch's AdamW is timed in turn with Eden's, or <see langword="null"/> for nowhere. Models that
    /// do not fit the memory together with PyTorch's are timed without it.</param>
    /// <param name="progress">Is told how many models are done.</param>
    /// <exception cref="InputException">PyTorch fails.</exception>
    public static BenchResult Run(BenchConfig config, PyTorchRecorder? pyTorch = null, IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(config);
        RunStamp stamp = RunStamp.Take();
        IReadOnlyList<BenchCase> cases = BenchCase.For(config);
        using TorchStopwatch? torch = pyTorch is null ? null : new TorchStopwatch(pyTorch.Python);
        using CancellationTokenRegistration kill = cancellation.Register(() => torch?.Stop());
        List<BenchRow> rows = [];
        try
        {
            foreach (BenchCase item in cases)
            {
                progress?.Report(rows.Count);
                TorchStopwatch? rival = item.BytesWithTorch <= config.MaxBytes ? torch : null;
                rows.Add(item.Type == ElementType.Bits32
                    ? Measure<float>(item, config.Quick, rival, cancellation)
                    : Measure<double>(item, config.Quick, rival, cancellation));
            }
        }
        catch (InputException) when (cancellation.IsCancellationRequested)
        {
            cancellation.ThrowIfCancellationRequested();
        }

        return new BenchResult(stamp, Processor.Name(), Environment.ProcessorCount, pyTorch?.TorchVersion, rows);
    }

    private static BenchRow Measure<T>(BenchCase item, bool quick, TorchStopwatch? torch, CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using MemoryRoof<T> roof = new(item.Parameters);
        using AdamW<T> optimizer = new(Model<T>(item.Lengths)) { Engine = new EngineOptions { DegreeOfParallelism = item.Threads } };
        void Step() => optimizer.Step();
        void Pass() => roof.Pass(item.Threads);
        torch?.Make(item);

        // A first round compiles, faults pages in and tells how many steps make a sample that the clock can resolve.
        Step();
        Pass();
        double sample = quick ? 0.002 : 0.01;
        int repeats = Repeats(sample, Time(Step, 3));
        int torchRepeats = torch is null ? 0 : Repeats(sample, Math.Min(torch.Time(isForeach: false, 1), torch.Time(isForeach: true, 1)));
        double budget = quick ? 0.4 : 3;
        List<double> steps = [];
        List<double> passes = [];
        List<double> torchSteps = [];
        List<double> torchForeachSteps = [];
        long start = Stopwatch.GetTimestamp();
        while (steps.Count < 5 || (steps.Count < 201 && Stopwatch.GetElapsedTime(start).TotalSeconds < budget))
        {
            cancellation.ThrowIfCancellationRequested();
            steps.Add(Time(Step, repeats));
            passes.Add(Time(Pass, repeats));
            if (torch is not null)
            {
                torchSteps.Add(torch.Time(isForeach: false, torchRepeats));
                torchForeachSteps.Add(torch.Time(isForeach: true, torchRepeats));

                // PyTorch's threads spin for some milliseconds when they have nothing to do.
                Thread.Sleep(TorchCalmsDown);
            }
        }

        return new BenchRow(item.Name, item.Type, item.Threads, item.Lengths.Count, item.Parameters, steps.Count, Median(steps), Median(passes))
        {
            TorchSeconds = torch is null ? null : Median(torchSteps),
            TorchForeachSeconds = torch is null ? null : Median(torchForeachSteps),
        };
    }

    private static int Repeats(double sample, double step) => (int)Math.Clamp(sample / Math.Max(step, 1e-9), 1, 100_000);

    private static Parameter<T>[] Model<T>(IReadOnlyList<long> lengths)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Xoshiro256 random = new(1);
        T[] noise = [.. Enumerable.Range(0, 4099).Select(_ => T.CreateTruncating(random.NextUniform(-0.5, 0.5)))];
        Parameter<T>[] model = new Parameter<T>[lengths.Count];
        for (int i = 0; i < model.Length; i++)
        {
            model[i] = new Parameter<T>($"p{i}", lengths[i]) { HasGradient = true };
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
