using Eden.Rules;

namespace Eden;

/// <summary>Adam for gradients of some rows, as PyTorch's SparseAdam: values and moments of all other rows stay as they are, and a step costs
/// what the touched rows cost. PyTorch's defaults.</summary>
/// <remarks>
/// For the rows of <see cref="Parameter{T}.SparseGradient"/>, with lr = ηα, g negated first when maximizing, and t the steps of the whole
/// parameter: m ← m + (1−β₁)(g−m); v ← β₂v + (1−β₂)g²; p ← p − lr·√(1−β₂ᵗ)/(1−β₁ᵗ)·m/(√v + ε). A dense gradient touches all rows, where
/// PyTorch refuses it. There is no decay, which would touch all rows.
/// </remarks>
public sealed record SparseAdamOptions : MomentOptions
{
    private static readonly string[] AllStateNames = ["exp_avg", "exp_avg_sq"];

    /// <inheritdoc/>
    protected internal override ReadOnlySpan<string> StateNames => AllStateNames;

    // The share of an update that agrees is that of a whole parameter.
    internal override bool TakesSparseGradients => !Cautious;

    /// <inheritdoc/>
    protected override void SelectDirection<T, TSink>(double learningRate, long t, TSink sink) =>
        sink.Use(new SparseAdamDirection<T>(this, learningRate, t));
}
