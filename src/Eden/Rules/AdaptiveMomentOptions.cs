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

    /// <inheritdoc/>
    protected internal override OptimizerOptions Map(IOptionMap map) => (AdaptiveMomentOptions)base.Map(map) with
    {
        AmsGrad = map.Flag(nameof(AmsGrad), AmsGrad, "amsgrad"),
        Nesterov = map.Flag(nameof(Nesterov), Nesterov),
        EpsilonRoot = map.Number(nameof(EpsilonRoot), EpsilonRoot),
    };

    /// <inheritdoc/>
    protected internal sealed override ReadOnlySpan<string> StateNames => AllStateNames.AsSpan(0, AmsGrad ? 3 : 2);

    /// <inheritdoc/>
    protected internal sealed override StateKind KindOfState(int index) => index switch
    {
        0 => StateKind.SignedAverage,
        1 => StateKind.NonNegativeAverage,
        _ => StateKind.Exact,
    };

    /// <inheritdoc/>
    protected sealed override void SelectDirection<T, TSink>(double learningRate, long t, TSink sink)
    {
        switch (AmsGrad, Nesterov || EpsilonRoot > 0)
        {
            case (true, true):
                sink.Use(new AdamDirection<T, On, On>(this, learningRate, t));
                break;
            case (true, false):
                sink.Use(new AdamDirection<T, On, Off>(this, learningRate, t));
                break;
            case (false, true):
                sink.Use(new AdamDirection<T, Off, On>(this, learningRate, t));
                break;
            default:
                sink.Use(new AdamDirection<T, Off, Off>(this, learningRate, t));
                break;
        }
    }
}
