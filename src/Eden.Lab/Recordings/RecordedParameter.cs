namespace Eden.Lab.Recordings;

/// <summary>A parameter and its start.</summary>
/// <param name="Shape">The length of each dimension.</param>
/// <param name="Initial">Its values before the first step, row-major.</param>
internal sealed record RecordedParameter(string Name, IReadOnlyList<long> Shape, double[] Initial);
