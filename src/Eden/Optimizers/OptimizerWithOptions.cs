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
    public new IReadOnlyList<ParameterGroup<T, TOptions>> Groups { get; private set; }

    /// <summary>Adds a group in mid-training. Its parameters start from step 0 with state of zeros; the others keep theirs. PyTorch's
    /// <c>add_param_group</c>.</summary>
    /// <param name="group">The group; it may not belong to another optimizer.</param>
    /// <exception cref="ArgumentException">The group belongs to an optimizer already, or one of its parameters is in this one
    /// already, or shares a name or memory with one that is; nothing has changed.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Its options and multiplier make a number that <typeparamref name="T"/> cannot hold;
    /// nothing has changed.</exception>
    /// <exception cref="InvalidOperationException">Another thread is in a step of this optimizer.</exception>
    /// <exception cref="ObjectDisposedException">The optimizer or a parameter was disposed.</exception>
    public void AddGroup(ParameterGroup<T, TOptions> group)
    {
        ArgumentNullException.ThrowIfNull(group);
        Add(group);
        Groups = [.. Groups, group];
    }

    /// <summary>A copy of this optimizer for other parameters: a copy of the model, as a rule. From there on each goes its own
    /// way.</summary>
    /// <remarks>Groups with their options and multipliers, state, step counts, and how steps treat gradients and processors are
    /// copied, bit for bit. The values of the parameters are the caller's to copy, and handlers are not copied.</remarks>
    /// <param name="parameters">A parameter for each of this optimizer's, with its name and its shape, in any order.</param>
    /// <exception cref="ArgumentException">Names or shapes do not fit; the message lists all of them.</exception>
    /// <exception cref="ObjectDisposedException">The optimizer or a parameter was disposed.</exception>
    public abstract Optimizer<T, TOptions> CopyFor(IEnumerable<Parameter<T>> parameters);

    /// <summary>Copies of the groups with the given parameters in the place of this optimizer's.</summary>
    private protected ParameterGroup<T, TOptions>[] GroupsFor(IEnumerable<Parameter<T>> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        Dictionary<string, Parameter<T>> counterparts = ParameterMatch.ByName(Groups.SelectMany(group => group.Parameters), parameters);
        return
        [
            .. Groups.Select(group => new ParameterGroup<T, TOptions>(group.Parameters.Select(parameter => counterparts[parameter.Name]), group.Options)
            {
                ScheduleMultiplier = group.ScheduleMultiplier,
                PyTorchEntries = group.PyTorchEntries,
            }),
        ];
    }

    /// <summary>Gives an optimizer that <see cref="GroupsFor"/> made the groups of what this one remembers.</summary>
    private protected TOptimizer CopyState<TOptimizer>(TOptimizer copy)
        where TOptimizer : Optimizer<T, TOptions>
    {
        copy.TakeState(this);
        return copy;
    }
}
