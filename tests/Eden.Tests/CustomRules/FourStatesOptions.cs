using System.Numerics;
using System.Runtime.CompilerServices;

namespace Eden.Tests.CustomRules;

/// <summary>A rule with all the state arrays that there may be, which uses every operation of a lane.</summary>
public sealed record FourStatesOptions : RuleOptions
{
    private static readonly string[] AllStateNames = ["mean", "largest", "sum", "slow"];

    public long Warmup { get; init; } = 3;

    protected internal override ReadOnlySpan<string> StateNames => AllStateNames;

    protected internal override OptimizerOptions WithoutDecay() => this;

    protected internal override OptimizerOptions Map(IOptionMap map) => (FourStatesOptions)base.Map(map) with { Warmup = map.Count(nameof(Warmup), Warmup) };

    protected override void SelectRule<T, TSink>(double learningRate, long t, TSink sink) =>
        sink.Use(new FourStatesRule<T>(learningRate * Math.Min(1, (double)t / Warmup)));
}

internal readonly struct FourStatesRule<T>(double learningRate) : IRule<FourStatesRule<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Constant<T> _learningRate = new(learningRate);
    private readonly Constant<T> _half = new(0.5);
    private readonly Constant<T> _tiny = new(1e-6);

    public static int StateCount
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 4;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Update<TLane>(TLane p, TLane g, ref TLane mean, ref TLane largest, ref TLane sum, ref TLane slow)
        where TLane : struct, ILane<TLane, T>
    {
        TLane half = TLane.Broadcast(_half);
        TLane tiny = TLane.Broadcast(_tiny);
        mean = TLane.Fma(half, g - mean, mean);
        largest = TLane.Max(largest, TLane.Abs(g));
        sum = TLane.Fma(g, g, sum);
        TLane u = TLane.ZeroBelow(TLane.Abs(g), half, mean) / (TLane.Sqrt(sum) + tiny);
        u += TLane.ProductOrZeroBelow(g, tiny, half, TLane.Min(largest, half)) + (tiny * TLane.Sign(g));
        TLane next = p - (TLane.Broadcast(_learningRate) * u);
        slow = TLane.Fma(half, next - slow, slow);
        return TLane.Fma(TLane.OneWherePositive(slow), tiny, next);
    }
}
