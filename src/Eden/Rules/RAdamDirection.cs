using System.Numerics;
using System.Runtime.CompilerServices;

namespace Eden.Rules;

/// <summary>RAdam (Liu et al., "On the Variance of the Adaptive Learning Rate and Beyond", 2020, Algorithm 2) as PyTorch's: while
/// the second moment has seen too few gradients, steps go along the first alone.</summary>
internal readonly struct RAdamDirection<T> : IDirection<RAdamDirection<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const double LeastLength = 5;

    private readonly FirstMoment<T> _first;
    private readonly SecondMoment<T> _second;
    private readonly Constant<T> _stepSize;
    private readonly Constant<T> _epsilon;
    private readonly Constant<T> _rootLimit;

    /// <summary>The scalars of step <paramref name="step"/>, computed in double and narrowed once.</summary>
    public RAdamDirection(RAdamOptions options, double learningRate, long step)
    {
        double power2 = Math.Pow(options.Beta2, step);
        RectifiedRate rectified = new(options.Beta2);
        double length = rectified.LengthAt(step);
        double stepSize = learningRate / (1 - Math.Pow(options.Beta1, step));
        bool isAdaptive = length > LeastLength;
        if (isAdaptive)
        {
            stepSize *= Math.Sqrt((1 - power2) * (length - 4) * (length - 2) * rectified.Longest / ((rectified.Longest - 4) * (rectified.Longest - 2) * length));
        }

        _second = new SecondMoment<T>(options.Beta2, options.Epsilon);
        _first = new FirstMoment<T>(options.Beta1, _second.ZeroesDenormals ? Denormals.MomentThreshold<T>(stepSize) : 0);
        _stepSize = new(stepSize, "LearningRate with the correction of bias");

        // One formula for both cases, so that a pass of one type serves all steps: the denominator is √v + ε, or 0 + 1.
        Constant<T> epsilon = Constant<T>.NotVanishing(options.Epsilon, nameof(options.Epsilon));
        _epsilon = isAdaptive ? epsilon : new(1);
        _rootLimit = Constant<T>.Unchecked(isAdaptive ? double.PositiveInfinity : 0);
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
        TLane root = TLane.Min(TLane.Sqrt(v), TLane.Broadcast(_rootLimit));
        return TLane.Broadcast(_stepSize) * m / (root + TLane.Broadcast(_epsilon));
    }
}
