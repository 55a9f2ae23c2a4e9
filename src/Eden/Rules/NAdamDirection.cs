using System.Numerics;
using System.Runtime.CompilerServices;

namespace Eden.Rules;

/// <summary>NAdam (Dozat, "Incorporating Nesterov Momentum into Adam", 2016) as PyTorch's, with the correction of the second
/// moment folded into the scalars: p ← p − (a·g + b·m)/(√v + ε̂).</summary>
internal readonly struct NAdamDirection<T> : IDirection<NAdamDirection<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly FirstMoment<T> _first;
    private readonly SecondMoment<T> _second;
    private readonly Constant<T> _gradientStep;
    private readonly Constant<T> _momentStep;
    private readonly Constant<T> _epsilon;

    /// <summary>The scalars of step <paramref name="step"/>, computed in double and narrowed once.</summary>
    public NAdamDirection(NAdamOptions options, double learningRate, long step)
    {
        (double gradientShare, double momentShare) = MomentumSchedule.Shares(options, step);
        double rootCorrection2 = Math.Sqrt(1 - Math.Pow(options.Beta2, step));
        double scale = learningRate * rootCorrection2;
        double epsilon = options.Epsilon * rootCorrection2;
        _second = new SecondMoment<T>(options.Beta2, epsilon);
        _first = new FirstMoment<T>(options.Beta1, _second.ZeroesDenormals ? Denormals.MomentThreshold<T>(scale * momentShare) : 0);
        _gradientStep = new(scale * gradientShare, "LearningRate with the correction of bias");
        _momentStep = new(scale * momentShare, "LearningRate with the correction of bias");
        _epsilon = Constant<T>.NotVanishing(options.Epsilon, nameof(options.Epsilon), rootCorrection2);
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
        TLane direction = TLane.Fma(TLane.Broadcast(_gradientStep), g, TLane.Broadcast(_momentStep) * m);
        return direction / (TLane.Sqrt(v) + TLane.Broadcast(_epsilon));
    }
}

/// <summary>
/// NAdam's momentum μ_t = β₁(1 − ½·0.96^(tψ)) and the product of all so far. Both are functions of the step alone, so nothing
/// has to be saved. The product is rounded to float32 after every factor, as PyTorch keeps it for all element types; that
/// changes a step by less than 1e-7 of itself.
/// </summary>
internal static class MomentumSchedule
{
    private const double Base = 0.96;

    /// <summary>The last product that was asked for: steps come one after another.</summary>
    [ThreadStatic]
    private static (double Beta1, double Decay, long Step, float Product) _last;

    /// <summary>What the gradient and the first moment are multiplied by: (1−μ_t)/(1−∏μ) and μ_{t+1}/(1−∏μ·μ_{t+1}).</summary>
    public static (double Gradient, double Moment) Shares(NAdamOptions options, long step)
    {
        double momentum = At(options, step);
        double next = At(options, step + 1);
        double product = Product(options, step);
        double productNext = options.CountsMomentumTwice
            ? (float)((float)product * (float)momentum) * (float)next
            : product * next;
        return ((1 - momentum) / (1 - product), next / (1 - productNext));
    }

    /// <summary>∏ μ_i for i from 1 to <paramref name="step"/>.</summary>
    public static double Product(NAdamOptions options, long step)
    {
        bool isOther = _last.Beta1 != options.Beta1 || _last.Decay != options.MomentumDecay || _last.Step == 0;
        (double Beta1, double Decay, long Step, float Product) product = isOther || _last.Step > step
            ? (options.Beta1, options.MomentumDecay, 0, 1)
            : _last;

        // μ only rises, so a product that one factor leaves as it is stays for ever: it is zero, or a denormal so small that it is
        // rounded back to itself. So a step far away costs no more than a near one.
        while (product.Step < step)
        {
            float next = product.Product * (float)At(options, product.Step + 1);
            if (next == product.Product)
            {
                break;
            }

            product.Product = next;
            product.Step++;
        }

        // A look back, as at the first step when options are checked, leaves the product of the steps to come in its place.
        if (isOther || product.Step > _last.Step)
        {
            _last = product;
        }

        return product.Product;
    }

    private static double At(NAdamOptions options, long step) =>
        options.Beta1 * (1 - (0.5 * Math.Pow(Base, step * options.MomentumDecay)));
}
