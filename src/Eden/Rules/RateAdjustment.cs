namespace Eden;

/// <summary>What Muon multiplies the learning rate of a matrix of A × B by, since the size of an orthogonalized update depends on its shape
/// alone.</summary>
public enum RateAdjustment
{
    /// <summary>√max(1, A/B), as in Jordan's original. PyTorch's <c>original</c>.</summary>
    Original,

    /// <summary>0.2·√max(A, B): updates are as large as AdamW's, so that its learning rate and decay can be kept (Liu et al., "Muon is Scalable
    /// for LLM Training", 2025). PyTorch's <c>match_rms_adamw</c>.</summary>
    MatchRmsAdamW,

    /// <summary>√(A/B). PyTorch's <c>spectral_unclamped</c>, since 2026.</summary>
    SpectralUnclamped,
}
