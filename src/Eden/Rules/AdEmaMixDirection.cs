using System.Numerics;
using System.Runtime.CompilerServices;

namespace Eden.Rules;

/// <summary>AdEMAMix (Pagliardini, Ablin and Grangier, "The AdEMAMix Optimizer: Better, Faster, Older", 2024, Algorithm 1): Adam with a
/// second, slow average of the gradients, which is not corrected for bias.</summary>
internal readonly struct AdEmaMixDirection<T> : IDirection<AdEmaMixDirection<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly FirstMoment<T> _fast;
    private readonly FirstMoment<T> _slow;
    private readonly SecondMoment<T> _second;
    private readonly Constant<T> _fastStep;
    private readonly Constant<T> _slowStep;
    private readonly Constant<T> _epsilon;

    /// <summary>The scalars of step <paramref name="t"/>, computed in double and narrowed once.</summary>
    public AdEmaMixDirection(AdEmaMixOptions options, double learningRate, long t)
    {
        double rootCorrection2 = Math.Sqrt(1 - Math.Pow(options.Beta2, t));
        double scale = learningRate * rootCorrection2;
        double fastStep = scale / (1 - Math.Pow(options.Beta1, t));
        double slowStep = scale * options.SlowWeightAt(t);
        _second = new SecondMoment<T>(options.Beta2, options.Epsilon * rootCorrection2);
        _fast = new FirstMoment<T>(options.Beta1, _second.ZeroesDenormals ? Denormals.MomentThreshold<T>(fastStep) : 0);
        _slow = new FirstMoment<T>(options.Beta3At(t), _second.ZeroesDenormals ? Denormals.MomentThreshold<T>(slowStep) : 0);
        _fastStep = new(fastStep, "LearningRate with the correction of bias");
        _slowStep = new(slowStep, "LearningRate times SlowWeight");
        _epsilon = Constant<T>.NotVanishing(options.Epsilon, nameof(options.Epsilon), rootCorrection2);
    }

    public static int StateCount
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 3;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Update<TLane>(TLane g, ref TLane fast, ref TLane slow, ref TLane v, ref TLane unused)
        where TLane : struct, ILane<TLane, T>
    {
        fast = _fast.Next(fast, g);
        slow = _slow.Next(slow, g);
        v = _second.Next(v, g);
        return TLane.Fma(TLane.Broadcast(_slowStep), slow, TLane.Broadcast(_fastStep) * fast) / (TLane.Sqrt(v) + TLane.Broadcast(_epsilon));
    }
}
