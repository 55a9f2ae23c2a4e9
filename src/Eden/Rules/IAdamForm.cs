using System.Numerics;
using System.Runtime.CompilerServices;
using Eden.Kernels;

namespace Eden.Rules;

/// <summary>Adam as the paper prints it, or with what optax adds to it.</summary>
internal interface IAdamForm
{
    /// <summary>What the root is taken of.</summary>
    static abstract TLane UnderRoot<TLane, T>(in Constant<T> epsilonRoot, TLane v)
        where TLane : struct, ILane<TLane, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>The corrected first moment times the step size.</summary>
    static abstract TLane Direction<TLane, T>(in Constant<T> momentStep, in Constant<T> gradientStep, TLane m, TLane g)
        where TLane : struct, ILane<TLane, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}

/// <summary>√v and m.</summary>
internal readonly struct PaperForm : IAdamForm
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane UnderRoot<TLane, T>(in Constant<T> epsilonRoot, TLane v)
        where TLane : struct, ILane<TLane, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => v;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Direction<TLane, T>(in Constant<T> momentStep, in Constant<T> gradientStep, TLane m, TLane g)
        where TLane : struct, ILane<TLane, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => TLane.Of(momentStep) * m;
}

/// <summary>√(v + ε_root), and m with the gradient's share that Nesterov momentum adds.</summary>
internal readonly struct ExtendedForm : IAdamForm
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane UnderRoot<TLane, T>(in Constant<T> epsilonRoot, TLane v)
        where TLane : struct, ILane<TLane, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => v + TLane.Of(epsilonRoot);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Direction<TLane, T>(in Constant<T> momentStep, in Constant<T> gradientStep, TLane m, TLane g)
        where TLane : struct, ILane<TLane, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        TLane.Fma(TLane.Of(gradientStep), g, TLane.Of(momentStep) * m);
}
