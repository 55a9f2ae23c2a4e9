namespace Eden.Lab.Verification;

/// <summary>
/// The largest magnitude that each number of a parameter's state has had. A moment that was large and came near zero since, as
/// gradients of both signs make it, carries the rounding of what it was.
/// </summary>
internal sealed class StateHistory
{
    private readonly Dictionary<string, double[]> _largest = new(StringComparer.Ordinal);

    /// <summary>Takes in the state after a step.</summary>
    public void Observe(Dictionary<string, double[]> state)
    {
        foreach ((string name, double[] values) in state)
        {
            if (!_largest.TryGetValue(name, out double[]? largest))
            {
                _largest.Add(name, largest = new double[values.Length]);
            }

            for (int i = 0; i < values.Length; i++)
            {
                largest[i] = double.IsFinite(values[i]) ? Math.Max(largest[i], Math.Abs(values[i])) : largest[i];
            }
        }
    }

    /// <summary>What rounding may make of each number of an array: nothing of one that was not taken in.</summary>
    /// <param name="unit">The units that are allowed, times ε.</param>
    /// <param name="length">The array's length.</param>
    public double[] Rounding(string name, double unit, int length) =>
        _largest.TryGetValue(name, out double[]? largest) ? Array.ConvertAll(largest, value => unit * value) : new double[length];
}
