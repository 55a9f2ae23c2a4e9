namespace Eden.Autograd;

/// <summary>The largest error that <see cref="GradientCheck"/> found, and where.</summary>
/// <param name="Relative">The error relative to the largest derivative by any element of the same parameter; infinite
/// where one of the two is NaN.</param>
/// <param name="Parameter">The parameter's name; empty where all derivatives agree exactly.</param>
/// <param name="Index">The element, row-major.</param>
/// <param name="Computed">The derivative that <see cref="Variable{T}.Backward"/> computed.</param>
/// <param name="Numeric">The derivative by central differences.</param>
public sealed record GradientError(double Relative, string Parameter, int Index, double Computed, double Numeric);
