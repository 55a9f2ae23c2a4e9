namespace Eden;

/// <summary>How the height of a cycle changes over the steps (Smith, "Cyclical Learning Rates for Training Neural Networks",
/// 2017).</summary>
public enum CyclicMode
{
    /// <summary>All cycles have the same height.</summary>
    Triangular,

    /// <summary>Each cycle is half as high as the one before.</summary>
    Triangular2,

    /// <summary>The height at step t is multiplied by γᵗ.</summary>
    ExponentialRange,
}
