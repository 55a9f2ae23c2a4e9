using System.Numerics;

namespace Eden;

/// <summary>An optimizer whose groups all have options of type <typeparamref name="TOptions"/>.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
/// <typeparam name="TOptions">The options of the groups.</typeparam>
public class Optimizer<T, TOptions> : Optimizer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TOptions : OptimizerOptions
{
    /// <inheritdoc/>
    public Optimizer(IEnumerable<Parameter<T>> parameters, TOptions options)
        : this(new ParameterGroup<T, TOptions>(parameters, options))
    {
    }

    /// <inheritdoc cref="Optimizer{T}(ParameterGroup{T}[])"/>
    public Optimizer(params ParameterGroup<T, TOptions>[] groups)
        : base(groups)
    {
        Groups = [.. groups];
    }

    /// <inheritdoc cref="Optimizer{T}.Groups"/>
    public new IReadOnlyList<ParameterGroup<T, TOptions>> Groups { get; private set; }

    /// <inheritdoc cref="Optimizer{T}.AddGroup"/>
    public void AddGroup(ParameterGroup<T, TOptions> group) => AddGroup((ParameterGroup<T>)group);

    /// <inheritdoc/>
    public override void AddGroup(ParameterGroup<T> group)
    {
        ArgumentNullException.ThrowIfNull(group);
        if (group is not ParameterGroup<T, TOptions> added)
        {
            throw new ArgumentException($"The groups of this optimizer have {typeof(TOptions).Name}; {nameof(Optimizer<>)}<{typeof(T).Name}> takes groups of any options.", nameof(group));
        }

        base.AddGroup(group);
        Groups = [.. Groups, added];
    }

    /// <inheritdoc/>
    public override Optimizer<T, TOptions> CopyFor(IEnumerable<Parameter<T>> parameters) =>
        CopyState(new Optimizer<T, TOptions>([.. GroupsFor(parameters).Cast<ParameterGroup<T, TOptions>>()]));
}
