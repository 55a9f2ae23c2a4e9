namespace Eden;

/// <summary>What the numbers of a state array are, which decides how small they may be stored.</summary>
public enum StateKind
{
    /// <summary>Numbers that must come back as they were: sums, maxima, points. Always stored in the parameter's type.</summary>
    Exact,

    /// <summary>A moving average of numbers of both signs, as a first moment or a momentum.</summary>
    SignedAverage,

    /// <summary>A moving average of numbers of at least 0 that is used as its root, as a second moment.</summary>
    NonNegativeAverage,
}
