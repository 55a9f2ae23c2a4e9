using System.Numerics;

namespace Eden;

/// <summary>An optimizer whose groups have options of type <typeparamref name="TOptions"/>.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
/// <typeparam name="TOptions">The options of the optimizer.</typeparam>
public abstract class Optimizer<T, TOptions> : Optimizer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TOptions : OptimizerOptions
{
    private protected Optimizer(ParameterGroup<T, TOptions>[] groups)
        : base(groups)
    {
        Groups = [.. groups];
    }

    /// <summary>The parameter groups, in the order given.</summary>
    public new IReadOnlyList<ParameterGroup<T, TOptions>> Groups { get; }
}
