using System.Diagnostics;
using Eden.Bench.Ladder;

namespace Eden.Bench.Host;

/// <summary>What BenchmarkDotNet does not measure: steps beside other work of the process, and ratios of neighbours in time.</summary>
internal static class HostMeasurement
{
    private const int BusyParameters = 4_000_000;

    private static readonly int All = Environment.ProcessorCount;

    public static HostResult Run()
    {
        // The processor time of an idle process first, before other measurements leave their threads.
        double without = IdleCpu();
        double with = IdleCpuAfterSteps();
        int[] threads = All == 1 ? [1] : [1, All];
        return new HostResult(
            [.. threads.Select(count => Clipping(16_000_000, count))],
            Gain(1_000_000),
            InCache(32_768),
            Many(2_000, 64),
            Busy(),
            without,
            with,
            [.. threads.Select(Two)]);
    }

    private static AdamW<float> Optimizer(Streams streams, int threads, GradientOptions? gradients = null) =>
        new([streams.Parameter]) { Engine = new EngineOptions { DegreeOfParallelism = threads }, GradientOptions = gradients ?? new() };

    private static ClippingRow Clipping(long parameters, int threads)
    {
        using Streams streams = new(parameters, states: 0);
        using AdamW<float> plain = Optimizer(streams, threads);
        using AdamW<float> clipped = Optimizer(streams, threads, new GradientOptions { MaxNorm = 1 });
        double[] medians = Alternation.Medians(31, () => plain.Step(), () => clipped.Step(), () => Roof.Sum(streams, threads));
        return new ClippingRow(parameters, threads, medians[0], medians[1], medians[2]);
    }

    private static GainRow Gain(long parameters)
    {
        using Streams roof = new(parameters, states: 2);
        using Streams streams = new(parameters, states: 0);
        using AdamW<float> one = Optimizer(streams, 1);
        using AdamW<float> all = Optimizer(streams, All);
        double[] medians = Alternation.Medians(41, () => one.Step(), () => all.Step(), () => Roof.Pass(roof, 2), () => Roof.Pass(roof, 2, All));
        return new GainRow(parameters, medians[0], medians[1], medians[2], medians[3]);
    }

    private static InCacheRow InCache(int parameters)
    {
        AdamWOptions options = new();
        using Streams streams = new(parameters, states: 2);
        using AdamW<float> eden = Optimizer(streams, 1);
        long step = 0;
        double[] medians = Alternation.Medians(201, () => eden.Step(), () => HandWrittenAdamW.Step(streams, new AdamWScalars(options, ++step)), () => Roof.Pass(streams, 2));
        return new InCacheRow(parameters, medians[0], medians[1], medians[2]);
    }

    private static ManyRow Many(int tensors, int length)
    {
        using AdamW<float> many = new(Parameters(tensors, length)) { Engine = new EngineOptions { DegreeOfParallelism = 1 } };
        using AdamW<float> one = new(Parameters(1, tensors * length)) { Engine = new EngineOptions { DegreeOfParallelism = 1 } };
        double[] medians = Alternation.Medians(201, () => many.Step(), () => one.Step());
        return new ManyRow(tensors, length, medians[0], medians[1]);
    }

    private static Parameter<float>[] Parameters(int tensors, int length)
    {
        Random random = new(1);
        Parameter<float>[] parameters = [.. Enumerable.Range(0, tensors).Select(i => new Parameter<float>($"p{i}", length) { HasGradient = true })];
        foreach (Parameter<float> parameter in parameters)
        {
            foreach (ref float gradient in parameter.Gradient)
            {
                gradient = random.NextSingle() - 0.5f;
            }
        }

        return parameters;
    }

    private static double IdleCpuAfterSteps()
    {
        using Streams streams = new(BusyParameters, states: 0);
        using AdamW<float> optimizer = Optimizer(streams, All);
        for (int i = 0; i < 200; i++)
        {
            optimizer.Step();
        }

        return IdleCpu();
    }

    /// <summary>Seconds of processor time that the process uses per second of doing nothing.</summary>
    private static double IdleCpu()
    {
        // What the runtime still compiles in the background is not ours.
        Thread.Sleep(1000);
        using Process process = Process.GetCurrentProcess();
        TimeSpan before = process.TotalProcessorTime;
        long start = Stopwatch.GetTimestamp();
        Thread.Sleep(2000);
        process.Refresh();
        return (process.TotalProcessorTime - before) / Stopwatch.GetElapsedTime(start);
    }

    private static List<BusyRow> Busy()
    {
        using Streams streams = new(BusyParameters, states: 0);
        using AdamW<float> one = Optimizer(streams, 1);
        using AdamW<float> all = Optimizer(streams, All);
        (string Name, int Threads, bool OnPool)[] hosts =
        [
            ("idle", 0, false),
            ("all cores but one busy", All - 1, false),
            ("all cores busy", All, false),
            ("all cores busy, on the pool's threads", All, true),
        ];
        List<BusyRow> rows = [];
        foreach ((string name, int threads, bool onPool) in hosts)
        {
            using BusyHost host = new(threads, onPool);
            double alone = host.RateAlone();
            rows.Add(Beside(host, alone, name, "one thread, without pause", one, pause: 0));
            rows.Add(Beside(host, alone, name, "all threads, without pause", all, pause: 0));
            rows.Add(Beside(host, alone, name, "all threads, 20 ms pauses", all, pause: 20));
        }

        return rows;
    }

    private static BusyRow Beside(BusyHost host, double rateAlone, string name, string how, AdamW<float> optimizer, int pause)
    {
        List<double> steps = [];
        long before = host.Done;
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < 1)
        {
            long stepStart = Stopwatch.GetTimestamp();
            optimizer.Step();
            steps.Add(Stopwatch.GetElapsedTime(stepStart).TotalSeconds);
            if (pause > 0)
            {
                Thread.Sleep(pause);
            }
        }

        double rate = (host.Done - before) / Stopwatch.GetElapsedTime(start).TotalSeconds;
        steps.Sort();
        return new BusyRow(name, how, steps[steps.Count / 2], steps[steps.Count * 95 / 100], rateAlone > 0 ? rate / rateAlone : null);
    }

    private static TwoRow Two(int threads)
    {
        const int Steps = 20;
        using Streams first = new(BusyParameters, states: 0);
        using Streams second = new(BusyParameters, states: 0);
        using AdamW<float> a = Optimizer(first, threads);
        using AdamW<float> b = Optimizer(second, threads);
        void Repeat(AdamW<float> optimizer)
        {
            for (int i = 0; i < Steps; i++)
            {
                optimizer.Step();
            }
        }

        double[] medians = Alternation.Medians(
            21,
            () =>
            {
                Repeat(a);
                Repeat(b);
            },
            () =>
            {
                Thread other = new(() => Repeat(b));
                other.Start();
                Repeat(a);
                other.Join();
            });
        return new TwoRow(threads, medians[0] / Steps, medians[1] / Steps);
    }
}
