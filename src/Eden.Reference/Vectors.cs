namespace Eden.Reference;

/// <summary>The check that every algorithm starts a step with.</summary>
internal static class Vectors
{
    public static void CheckLengths(int expected, double[] theta, double[] gradient)
    {
        ArgumentNullException.ThrowIfNull(theta);
        ArgumentNullException.ThrowIfNull(gradient);
        if (theta.Length != expected || gradient.Length != expected)
        {
            throw new ArgumentException($"The state is for {expected} parameters, but theta has {theta.Length} and the gradient {gradient.Length}.");
        }
    }
}
