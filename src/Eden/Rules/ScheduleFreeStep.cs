using System.Numerics;
using System.Runtime.CompilerServices;

namespace Eden.Rules;

/// <summary>
/// What the schedule-free rules have in common (Defazio et al., "The Road Less Scheduled", 2024, Algorithm 1): a step of z, and of y =
/// (1−β)z + βx, where gradients are taken, while x ← (1−c)x + cz. Written in y and z; the average is x = y + (1 − 1/β)(z − y).
/// </summary>
internal readonly struct ScheduleFreeStep<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Constant<T> _weight;
    private readonly Constant<T> _shareOfStep;
    private readonly bool _isFirst;

    /// <summary>The scalars of step <paramref name="t"/>.</summary>
    /// <param name="beta">β, how near to the average gradients are taken.</param>
    /// <param name="weight">c, the weight of the step in the average.</param>
    /// <param name="t">The number of the step.</param>
    public ScheduleFreeStep(double beta, double weight, long t)
    {
        _weight = new(weight);
        _shareOfStep = new(ShareOf(beta, weight));
        _isFirst = t == 1;
    }

    /// <summary>How much of the step of z y takes: 1 − β(1−c).</summary>
    public static double ShareOf(double beta, double weight) => 1 - (beta * (1 - weight));

    /// <summary>z before a step: in the first one y.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Start<TLane>(TLane y, TLane z)
        where TLane : struct, ILane<TLane, T> => _isFirst ? y : z;

    /// <summary>Takes a step from z and returns y after it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Take<TLane>(TLane y, ref TLane z, TLane step)
        where TLane : struct, ILane<TLane, T>
    {
        // Everything that moves y meets before it touches y.
        TLane change = TLane.Fma(TLane.Broadcast(_weight), y - z, TLane.Broadcast(_shareOfStep) * step);
        z -= step;
        return y - change;
    }
}

/// <summary>The linear warm-up of the schedule-free rules: a step's learning rate, and its weight in the average, which is that squared.</summary>
internal static class ScheduleFreeWarmUp
{
    /// <summary>min(1, t/T).</summary>
    public static double FactorOf(long step, long warmupSteps) => warmupSteps > 0 ? Math.Min(1, (double)step / warmupSteps) : 1;

    /// <summary>c, the weight of a step in the average: that of its warm-up squared, by the sum of all so far.</summary>
    public static double WeightOf(long step, long warmupSteps)
    {
        double t = step;
        double warmup = warmupSteps;
        return step <= warmupSteps
            ? 6 * t / ((t + 1) * ((2 * t) + 1))
            : 1 / ((warmup > 0 ? (warmup + 1) * ((2 * warmup) + 1) / (6 * warmup) : 0) + t - warmup);
    }
}
