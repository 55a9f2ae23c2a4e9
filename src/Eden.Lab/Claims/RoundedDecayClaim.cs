using System.Globalization;
using Eden.Lab.Charts;

namespace Eden.Lab.Claims;

/// <summary>"PyTorch's float32 rounds the decay away where lr·λ is small, and Eden's does not" (docs/numerics.md).</summary>
internal sealed class RoundedDecayClaim : IClaim
{
    private const int Weights = 128;
    private const int Steps = 20_000;
    private const double WeightDecay = 0.01;

    private static readonly double[] Rates = [1e-4, 1e-5, 1e-6];

    public ClaimResult Test(ClaimContext context)
    {
        Measured[] rows = [.. Rates.Select(rate => Measure(rate, context))];
        return new ClaimResult
        {
            Number = context.Number,
            Statement = Phrase.Of("RoundedDecayClaim.Statement"),
            Documented = ClaimVerdict.Holds,
            Finding = Phrase.Of("RoundedDecayClaim.Finding", rows[1].PyTorch, rows[2].PyTorch, rows.Min(row => row.Eden), rows.Max(row => row.Eden)),
            Checks =
            [
                .. rows.Select(row => new ClaimCheck
                {
                    Quantity = Phrase.Of("RoundedDecayClaim.eden", row.Decay),
                    Value = Math.Abs(row.Eden - 1),
                    AtMost = 0.02,
                    IsExpected = true,
                }),
                Off(rows[1], 0.1),
                Off(rows[2], 0.9),
            ],
            Tables =
            [
                new DataTable(
                    Phrase.Of("RoundedDecayClaim.Table", Weights, Steps, WeightDecay),
                    [Phrase.Same("lr·λ"), Phrase.Of("Eden: decay"), Phrase.Of("Eden: error"), Phrase.Of("PyTorch: decay"), Phrase.Of("PyTorch: error")],
                    [.. rows.Select(row => new DataRow(Phrase.Same(row.Decay.ToString("0e-0", CultureInfo.InvariantCulture)), [Figures.Fixed(row.Eden, 3), Figures.Of(row.EdenError), Figures.Fixed(row.PyTorch, 3), Figures.Of(row.PyTorchError)]))]),
            ],
            Charts = [Factor()],
            Command = context.Command,
        };
    }

    private static ClaimCheck Off(Measured row, double least) => new()
    {
        Quantity = Phrase.Of("RoundedDecayClaim.pytorch", row.Decay),
        Value = Math.Abs(row.PyTorch - 1),
        AtLeast = least,
        IsExpected = true,
    };

    private static Measured Measure(double learningRate, ClaimContext context)
    {
        Xoshiro256 random = context.NewRandom();
        float[] start = [.. Enumerable.Range(0, Weights).Select(_ => (float)((random.NextInt(2) == 0 ? -1 : 1) * random.NextUniform(0.5, 2)))];
        AdamWOptions options = new() { LearningRate = learningRate, WeightDecay = WeightDecay };
        Run<float> eden = new([.. start], options);
        Run<double> exact = new([.. start], options);
        Run<double> free = new([.. start], options with { WeightDecay = 0 });
        float[] rounded = [.. start];
        PyTorchAdamW pyTorch = new(Weights) { LearningRate = learningRate, WeightDecay = WeightDecay };
        float[] gradient = new float[Weights];
        double[] widened = new double[Weights];
        for (int step = 1; step <= Steps; step++)
        {
            for (int i = 0; i < Weights; i++)
            {
                gradient[i] = (float)random.NextNormal();
                widened[i] = gradient[i];
            }

            context.Cancellation.ThrowIfCancellationRequested();
            eden.Step(gradient, step);
            exact.Step(widened, step);
            free.Step(widened, step);
            pyTorch.Step(rounded, gradient);
        }

        double Decay(Func<int, double> weight) => Enumerable.Range(0, Weights).Average(i => Math.Sign(start[i]) * (free.Weight[i] - weight(i)));
        double Error(Func<int, double> weight) => Math.Sqrt(Enumerable.Range(0, Weights).Average(i => Math.Pow(weight(i) - exact.Weight[i], 2)));
        double whole = Decay(i => exact.Weight[i]);
        return new Measured(
            learningRate * WeightDecay,
            Decay(i => eden.Weight[i]) / whole,
            Error(i => eden.Weight[i]),
            Decay(i => rounded[i]) / whole,
            Error(i => rounded[i]));
    }

    /// <summary>The decay of PyTorch's rounded factor alone, for many values of lr·λ.</summary>
    private static Chart Factor()
    {
        double[] decays = [.. Enumerable.Range(0, 201).Select(i => Math.Pow(10, -8.5 + (i * 0.0225)))];
        return new Chart
        {
            Title = Phrase.Of("The decay that is left of 1 − lr·λ in float32"),
            X = Phrase.Same("lr·λ"),
            Y = Phrase.Of("decay, relative to the exact one"),
            Description = Phrase.Of("RoundedDecayClaim.Chart.Description"),
            LogX = true,
            Series =
            [
                new ChartSeries(Phrase.Same("PyTorch"), decays, [.. decays.Select(decay => (1 - (double)(float)(1 - decay)) / decay)]),
                new ChartSeries(Phrase.Same("Eden"), decays, [.. decays.Select(decay => (float)decay / decay)]),
            ],
        };
    }

    private sealed record Measured(double Decay, double Eden, double EdenError, double PyTorch, double PyTorchError);

    private sealed class Run<T>(T[] weight, AdamWOptions options)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        private readonly T[] _first = new T[weight.Length];
        private readonly T[] _second = new T[weight.Length];

        public T[] Weight => weight;

        public void Step(T[] gradient, long step) => Fused.AdamW(weight, gradient, _first, _second, step, options);
    }
}
