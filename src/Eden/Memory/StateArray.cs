namespace Eden;

/// <summary>What an optimizer keeps of a parameter: an array of a name, a shape and a first value.</summary>
/// <param name="Name">The name, for example <c>exp_avg</c>.</param>
/// <param name="Shape">The length of each dimension; mostly the parameter's.</param>
/// <param name="Initial">What it is filled with before the first step.</param>
internal sealed record StateArray(string Name, long[] Shape, double Initial)
{
    public long Length { get; } = ParameterShape.CountElements(Shape);
}
