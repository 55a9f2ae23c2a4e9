namespace Eden;

/// <summary>How a threshold is applied to the best metric so far.</summary>
public enum ThresholdMode
{
    /// <summary>By a share of the best: below best·(1 − threshold), or above best·(1 + threshold). For positive metrics only: a
    /// negative best would move the wrong way.</summary>
    Relative,

    /// <summary>By an amount: below best − threshold, or above best + threshold.</summary>
    Absolute,
}
