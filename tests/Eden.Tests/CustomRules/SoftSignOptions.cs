using System.Numerics;
using System.Runtime.CompilerServices;

namespace Eden.Tests.CustomRules;

/// <summary>A direction as users write them: m ← βm + (1−β)g; u = lr·m/(|m| + softness).</summary>
public sealed record SoftSignOptions : DirectionOptions
{
    private static readonly string[] AllStateNames = ["momentum"];

    public double Beta { get; init; } = 0.9;

    public double Softness { get; init; } = 1e-3;

    public double L2Penalty { get; init; }

    public double WeightDecay { get; init; }

    /// <summary>Left out of <see cref="Map"/>, as happens to users.</summary>
    public double Scale { get; init; } = 1;

    protected internal override ReadOnlySpan<string> StateNames => AllStateNames;

    protected override (double L2Penalty, double WeightDecay) Lambdas => (L2Penalty, WeightDecay);

    protected internal override OptimizerOptions WithoutDecay() => this with { L2Penalty = 0, WeightDecay = 0 };

    protected internal override OptimizerOptions Map(IOptionMap map) => (SoftSignOptions)base.Map(map) with
    {
        Beta = map.Number(nameof(Beta), Beta),
        Softness = map.Number(nameof(Softness), Softness),
        L2Penalty = map.Number(nameof(L2Penalty), L2Penalty),
        WeightDecay = map.Number(nameof(WeightDecay), WeightDecay),
    };

    protected override void SelectDirection<T, TSink>(double learningRate, long t, TSink sink) =>
        sink.Use(new SoftSignDirection<T>(this, learningRate * Scale));
}

internal readonly struct SoftSignDirection<T>(SoftSignOptions options, double learningRate) : IDirection<SoftSignDirection<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Constant<T> _beta = new(options.Beta);
    private readonly Constant<T> _oneMinusBeta = new(1 - options.Beta);
    private readonly Constant<T> _softness = Constant<T>.NotVanishing(options.Softness, nameof(options.Softness));
    private readonly Constant<T> _learningRate = new(learningRate);

    public static int StateCount
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Update<TLane>(TLane g, ref TLane m, ref TLane unused1, ref TLane unused2, ref TLane unused3)
        where TLane : struct, ILane<TLane, T>
    {
        m = TLane.Fma(TLane.Broadcast(_beta), m, TLane.Broadcast(_oneMinusBeta) * g);
        return TLane.Broadcast(_learningRate) * m / (TLane.Abs(m) + TLane.Broadcast(_softness));
    }
}
