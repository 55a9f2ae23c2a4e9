using System.Numerics;
using System.Runtime.CompilerServices;

namespace Eden.Rules;

/// <summary>The step of PyTorch's SparseAdam on the rows that a gradient touches: Adam (Kingma and Ba 2015, Algorithm 1) with ε added before
/// the correction of bias.</summary>
internal readonly struct SparseAdamDirection<T> : IDirection<SparseAdamDirection<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly FirstMoment<T> _first;
    private readonly SecondMoment<T> _second;
    private readonly Constant<T> _stepSize;
    private readonly Constant<T> _epsilon;

    /// <summary>The scalars of step <paramref name="t"/>, computed in double and narrowed once.</summary>
    public SparseAdamDirection(SparseAdamOptions options, double learningRate, long t)
    {
        double stepSize = learningRate * Math.Sqrt(1 - Math.Pow(options.Beta2, t)) / (1 - Math.Pow(options.Beta1, t));
        _second = new SecondMoment<T>(options.Beta2, options.Epsilon);
        _first = new FirstMoment<T>(options.Beta1, _second.ZeroesDenormals ? Denormals.MomentThreshold<T>(stepSize) : 0);
        _stepSize = new(stepSize, "LearningRate with the correction of bias");
        _epsilon = Constant<T>.NotVanishing(options.Epsilon, nameof(options.Epsilon));
    }

    public static int StateCount
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 2;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Update<TLane>(TLane g, ref TLane m, ref TLane v, ref TLane unused1, ref TLane unused2)
        where TLane : struct, ILane<TLane, T>
    {
        m = _first.Next(m, g);
        v = _second.Next(v, g);
        return TLane.Broadcast(_stepSize) * m / (TLane.Sqrt(v) + TLane.Broadcast(_epsilon));
    }
}
