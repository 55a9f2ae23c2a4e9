using System.Numerics;
using Eden.Checkpoints;
using Eden.Rules;

namespace Eden;

/// <summary>What <see cref="AdamOptions"/> and <see cref="AdamWOptions"/> have in common.</summary>
public abstract record AdaptiveMomentOptions : MomentOptions
{
    private static readonly string[] AllStateNames = ["exp_avg", "exp_avg_sq", "max_exp_avg_sq"];

    private protected AdaptiveMomentOptions()
    {
    }

    /// <summary>Whether to divide by the largest second moment so far (AMSGrad; Reddi, Kale and Kumar 2018). The maximum
    /// is taken of the moment before bias correction, as PyTorch does. Default <see langword="false"/>.</summary>
    public bool AmsGrad { get; init; }

    /// <summary>Whether to use Nesterov momentum: β₁·m/(1−β₁ᵗ⁺¹) + (1−β₁)·g/(1−β₁ᵗ) takes the place of the bias-corrected first
    /// moment. As <c>nesterov</c> of optax; PyTorch has <see cref="NAdam{T}"/> instead. Default <see langword="false"/>.</summary>
    public bool Nesterov { get; init; }

    /// <summary>Added to the bias-corrected second moment inside the root, <see cref="MomentOptions.Epsilon"/> outside. As
    /// <c>eps_root</c> of optax; PyTorch has no such option. Default 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or NaN.</exception>
    public double EpsilonRoot { get; init => field = Require.AtLeastZero(value); }

    internal override OptimizerOptions Map(IOptionMap map) => (AdaptiveMomentOptions)base.Map(map) with
    {
        AmsGrad = map.Flag(nameof(AmsGrad), AmsGrad),
        Nesterov = map.Flag(nameof(Nesterov), Nesterov),
        EpsilonRoot = map.Number(nameof(EpsilonRoot), EpsilonRoot),
    };

    internal sealed override ReadOnlySpan<string> StateNames => AllStateNames.AsSpan(0, AmsGrad ? LargestMoment.StateCount : CurrentMoment.StateCount);

    private protected sealed override void SelectWith<T, TDecay, TAverage, TSink>(double learningRate, double lambda, long step, TSink sink)
    {
        if (IsMasked)
        {
            SelectForm<T, TDecay, TAverage, CautiousMask, TSink>(learningRate, lambda, step, sink);
        }
        else
        {
            SelectForm<T, TDecay, TAverage, NoMask, TSink>(learningRate, lambda, step, sink);
        }
    }

    private void SelectForm<T, TDecay, TAverage, TMask, TSink>(double learningRate, double lambda, long step, TSink sink)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TDecay : struct, IDecay
        where TAverage : struct, IMovingAverage
        where TMask : struct, IMask
        where TSink : IRuleSink<T>
    {
        if (Nesterov || EpsilonRoot > 0)
        {
            SelectDenominator<T, TDecay, TAverage, ExtendedForm, TMask, TSink>(learningRate, lambda, step, sink);
        }
        else
        {
            SelectDenominator<T, TDecay, TAverage, PaperForm, TMask, TSink>(learningRate, lambda, step, sink);
        }
    }

    private void SelectDenominator<T, TDecay, TAverage, TForm, TMask, TSink>(double learningRate, double lambda, long step, TSink sink)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TDecay : struct, IDecay
        where TAverage : struct, IMovingAverage
        where TForm : struct, IAdamForm
        where TMask : struct, IMask
        where TSink : IRuleSink<T>
    {
        if (AmsGrad)
        {
            sink.Use(new AdamRule<T, TDecay, TAverage, LargestMoment, TForm, TMask>(this, learningRate, lambda, step));
        }
        else
        {
            sink.Use(new AdamRule<T, TDecay, TAverage, CurrentMoment, TForm, TMask>(this, learningRate, lambda, step));
        }
    }
}
