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
            Statement = new("In float32 PyTorch rounds the decay away where lr·λ is small; Eden does not.", "float32 下 lr·λ 很小时，PyTorch 的衰减会被舍入掉；Eden 不会。"),
            Documented = ClaimVerdict.Holds,
            Finding = Phrase.Of(
                $"PyTorch multiplies by 1 − lr·λ rounded to float32 (its arithmetic is followed here bit for bit). At lr·λ = 1e-7 its decay is {rows[1].PyTorch:0.000} of the exact one, at 1e-8 {rows[2].PyTorch:0.000}: none. Eden takes decay and update from the weight together and keeps {rows.Min(row => row.Eden):0.000} to {rows.Max(row => row.Eden):0.000}. It matters in fine-tuning and at the end of every schedule that goes to 0.",
                $"PyTorch 乘的是舍入到 float32 的 1 − lr·λ（这里逐位重现它的运算）。lr·λ = 1e-7 时它的衰减是精确值的 {rows[1].PyTorch:0.000}，1e-8 时是 {rows[2].PyTorch:0.000}，即没有衰减。Eden 把衰减和更新一起从权重中减去，保持在 {rows.Min(row => row.Eden):0.000} 到 {rows.Max(row => row.Eden):0.000}。这在微调时和每个降到 0 的学习率计划末尾都有影响。"),
            Checks =
            [
                .. rows.Select(row => new ClaimCheck
                {
                    Quantity = Phrase.Of($"Eden at lr·λ = {row.Decay:0e-0}: how far its mean decay is from the exact one", $"Eden，lr·λ = {row.Decay:0e-0}：平均衰减与精确值的相对差"),
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
                    Phrase.Of($"{Weights} weights, normal gradients, {Steps} steps, λ {WeightDecay}: mean decay relative to the exact one, root mean square error of the weights", $"{Weights} 个权重，正态梯度，{Steps} 步，λ {WeightDecay}：平均衰减与精确值之比，权重的均方根误差"),
                    [Phrase.Same("lr·λ"), new("Eden: decay", "Eden：衰减"), new("Eden: error", "Eden：误差"), new("PyTorch: decay", "PyTorch：衰减"), new("PyTorch: error", "PyTorch：误差")],
                    [.. rows.Select(row => new DataRow(Phrase.Of($"{row.Decay:0e-0}", $"{row.Decay:0e-0}"), [Figures.Fixed(row.Eden, 3), Figures.Of(row.EdenError), Figures.Fixed(row.PyTorch, 3), Figures.Of(row.PyTorchError)]))]),
            ],
            Charts = [Factor()],
            Command = context.Command,
        };
    }

    private static ClaimCheck Off(Measured row, double least) => new()
    {
        Quantity = Phrase.Of($"PyTorch's arithmetic at lr·λ = {row.Decay:0e-0}: the same", $"PyTorch 的算法，lr·λ = {row.Decay:0e-0}：同上"),
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
            Title = new("The decay that is left of 1 − lr·λ in float32", "float32 的 1 − lr·λ 还剩多少衰减"),
            X = Phrase.Same("lr·λ"),
            Y = new("decay, relative to the exact one", "衰减与精确值之比"),
            Description = new("Below 3e-8 nothing is left; up to 1e-6 the decay jumps between too little and too much; above it settles at 1. Eden's line is level at 1.", "3e-8 以下没有衰减；到 1e-6 之间忽多忽少；再往上趋于 1。Eden 的曲线水平于 1。"),
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
