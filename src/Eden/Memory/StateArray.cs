namespace Eden;

/// <summary>What an optimizer keeps of a parameter: an array of a name, a shape and a first value.</summary>
public sealed class StateArray
{
    private readonly long[] _shape;

    /// <param name="name">The name.</param>
    /// <param name="shape">The length of each dimension.</param>
    /// <param name="initialValue">What it is filled with before the first step.</param>
    /// <param name="kind">What its numbers are.</param>
    /// <param name="isElementwise">Whether it has an element for each of the parameter's, which no other element's update reads.</param>
    internal StateArray(string name, ReadOnlySpan<long> shape, double initialValue, StateKind kind = StateKind.Exact, bool isElementwise = true)
    {
        (Name, _shape, InitialValue, Kind, IsElementwise) = (name, shape.ToArray(), initialValue, kind, isElementwise);
        Length = ParameterShape.CountElements(shape);
    }

    /// <summary>The name, for example <c>exp_avg</c>.</summary>
    public string Name { get; }

    /// <summary>The length of each dimension; mostly the parameter's.</summary>
    public ReadOnlySpan<long> Shape => _shape;

    /// <summary>The number of elements.</summary>
    public long Length { get; }

    /// <summary>What it is filled with before the first step.</summary>
    public double InitialValue { get; }

    /// <summary>What its numbers are.</summary>
    public StateKind Kind { get; }

    internal bool IsElementwise { get; }

    /// <summary>Whether it is one number for the whole parameter, which PyTorch keeps in float32 whatever the type of the values.</summary>
    internal bool IsNumber => !IsElementwise && _shape.Length == 0;
}
