namespace Eden.Reference;

/// <summary>The mask of Liang et al., "Cautious Optimizers: Improving Training with One Line of Code" (2024), Algorithm 1, with
/// the scale of the authors' code.</summary>
internal static class CautiousMask
{
    /// <summary>Takes from <paramref name="update"/> what disagrees with the gradient, and scales the rest.</summary>
    public static void Apply(double[] update, double[] gradient)
    {
        double[] mask = new double[update.Length];
        for (int i = 0; i < mask.Length; i++)
        {
            mask[i] = Math.Sign(update[i]) * Math.Sign(gradient[i]) > 0 ? 1 : 0;      // φ_t ← I(u_t ∘ g_t > 0)
        }

        double mean = mask.Sum() / mask.Length;
        for (int i = 0; i < mask.Length; i++)
        {
            update[i] *= mask[i] / Math.Max(mean, 1e-3);                              // u_t ← u_t ∘ φ_t / max(mean(φ_t), 10⁻³)
        }
    }
}
