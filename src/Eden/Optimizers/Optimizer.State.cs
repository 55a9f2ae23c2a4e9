using System.Globalization;
using System.Numerics;
using Eden.Kernels;

namespace Eden;

/// <content>What an optimizer remembers.</content>
public partial class Optimizer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Number of steps of a parameter: those in which it had a gradient.</summary>
    /// <param name="parameter">One of the optimizer's parameters.</param>
    /// <exception cref="ArgumentException">The optimizer does not have this parameter.</exception>
    public long GetStepCount(Parameter<T> parameter) => _model.Steps[_model.IndexOf(parameter)];

    /// <summary>A table of who got what: a line for each parameter with its algorithm, learning rate, name and shape.</summary>
    public string DescribeGroups()
    {
        string[][] rows = [.. Groups.SelectMany(group => group.Parameters.Select(parameter => (string[])[
            OptimizerRegistry.NameOf(group.Options),
            group.LearningRate.ToString(CultureInfo.InvariantCulture),
            parameter.Name,
            $"[{string.Join(", ", parameter.Shape.ToArray())}]"]))];
        int[] widths = [.. Enumerable.Range(0, 3).Select(column => rows.Max(row => row[column].Length))];
        return string.Join('\n', rows.Select(row => string.Join("  ", row.Select((cell, column) => column < widths.Length ? cell.PadRight(widths[column]) : cell))));
    }

    /// <summary>A copy of the state of a parameter, for diagnosis. With a <see cref="Communicator"/> all ranks call it, and each
    /// gets the whole.</summary>
    /// <param name="parameter">One of the optimizer's parameters.</param>
    /// <returns>The values by PyTorch's names, for example <c>exp_avg</c> and <c>exp_avg_sq</c> (the moments before bias
    /// correction) or <c>momentum_buffer</c>; empty for plain gradient descent. Before the first step the initial values: zeros,
    /// except for Adagrad.</returns>
    /// <exception cref="ArgumentException">The optimizer does not have this parameter.</exception>
    /// <exception cref="ObjectDisposedException">The optimizer was disposed.</exception>
    /// <exception cref="OverflowException">The parameter has more elements than an array can hold.</exception>
    public IReadOnlyDictionary<string, T[]> GetState(Parameter<T> parameter)
    {
        StateArray[] arrays = DescribeState(parameter);
        Dictionary<string, T[]> state = new(StringComparer.Ordinal);
        for (int i = 0; i < arrays.Length; i++)
        {
            state.Add(arrays[i].Name, CopyState(parameter, i));
        }

        // The collector may take an optimizer that its owner needs no more, and the state with it, while it is being copied.
        GC.KeepAlive(this);
        return state;
    }

    /// <summary>A copy of the state of the parameter with a name, for example <c>fc.weight</c>.</summary>
    /// <param name="parameterName">The name of one of the optimizer's parameters.</param>
    /// <returns>As <see cref="GetState(Parameter{T})"/>.</returns>
    /// <exception cref="ArgumentException">The optimizer does not have a parameter of this name.</exception>
    /// <exception cref="ObjectDisposedException">The optimizer was disposed.</exception>
    /// <exception cref="OverflowException">The parameter has more elements than an array can hold.</exception>
    public IReadOnlyDictionary<string, T[]> GetState(string parameterName)
    {
        ArgumentNullException.ThrowIfNull(parameterName);
        return GetState(Array.Find(_model.Parameters, parameter => parameter.Name == parameterName)
            ?? throw new ArgumentException($"The optimizer does not have a parameter '{parameterName}'.", nameof(parameterName)));
    }

    /// <summary>The numbers of a state array, whatever its format.</summary>
    private unsafe T[] CopyState(Parameter<T> parameter, int index)
    {
        int number = _model.IndexOf(parameter);
        StateArray array = _model.States[number][index];
        Block owned = _model.OwnedOf(number, index);
        T* state = StatePointer(parameter, index);
        T[] numbers = new T[array.Length];
        fixed (T* destination = numbers)
        {
            if (_model.Segments[number].Storage?.StateAt(index) is not StorageFormat<T> format)
            {
                SavedValues<T>.Copy(state + owned.Offset, destination + owned.Offset, owned.Length);
            }
            else
            {
                format.DecodeAll((byte*)state, numbers.Length, owned, destination);
            }

            if (Communicator is not null)
            {
                Exchange.GatherState(number, array, destination);
            }
        }

        return numbers;
    }

    /// <summary>A state array of a parameter, in the rule's order.</summary>
    internal unsafe Span<T> State(Parameter<T> parameter, int index)
    {
        StateArray[] arrays = DescribeState(parameter);
        return index < arrays.Length ? new Span<T>(StatePointer(parameter, index), checked((int)arrays[index].Length)) : default;
    }

    internal StateArray[] DescribeState(Parameter<T> parameter) => _model.States[_model.IndexOf(parameter)];

    /// <summary>The format of a state array of a parameter; null for plain elements.</summary>
    internal StorageFormat<T>? FormatOf(Parameter<T> parameter, int index) => _model.Segments[_model.IndexOf(parameter)].Storage?.StateAt(index);

    /// <summary>The elements of a state array that this rank holds.</summary>
    internal Block OwnedOf(Parameter<T> parameter, int index) => _model.OwnedOf(_model.IndexOf(parameter), index);

    /// <summary>The values of a parameter that this rank steps; null where the parameter is none of the optimizer's, so that all ranks hold
    /// it alike.</summary>
    internal Block? StepsOf(Parameter<T> parameter)
    {
        if (!_model.Has(parameter))
        {
            return null;
        }

        (nint begin, nint end) = _model.OwnPartOf(_model.IndexOf(parameter));
        return new Block(begin, end - begin);
    }

    internal unsafe T* StatePointer(Parameter<T> parameter, int index)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _model.Segments[_model.IndexOf(parameter)].StateAt(index);
    }

    /// <summary>Adds a group during training. Its parameters start at step 0; the others keep their state. PyTorch's
    /// <c>add_param_group</c>.</summary>
    /// <param name="group">The group; it may not belong to another optimizer.</param>
    /// <exception cref="ArgumentException">The group belongs to an optimizer already, its options are of a type that this
    /// optimizer does not take, or one of its parameters is in this one already, or shares a name or memory with one that is;
    /// nothing has changed.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Its options and multiplier make a number that <typeparamref name="T"/>
    /// cannot hold; nothing has changed.</exception>
    /// <exception cref="InvalidOperationException">Another thread is in a step of this optimizer, or <see cref="Communicator"/>
    /// is set.</exception>
    /// <exception cref="ObjectDisposedException">The optimizer or a parameter was disposed.</exception>
    public virtual void AddGroup(ParameterGroup<T> group)
    {
        ArgumentNullException.ThrowIfNull(group);
        Enter();
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (Communicator is not null)
            {
                throw new InvalidOperationException($"State is divided among ranks already; add groups before {nameof(Communicator)} is set.");
            }

            CheckGroups();
            _model.Add(group);
            BuildPlan();
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>A copy of this optimizer for other parameters, usually a copy of the model. The two are independent
    /// afterwards.</summary>
    /// <remarks>Groups with their options, schedules and multipliers, state, step counts, and how steps treat gradients and
    /// processors are copied, bit for bit. The caller copies the values of the parameters. Handlers are not copied.</remarks>
    /// <param name="parameters">A parameter for each of this optimizer's, with its name and its shape, in any order.</param>
    /// <exception cref="ArgumentException">Names or shapes do not fit; the message lists all of them.</exception>
    /// <exception cref="ObjectDisposedException">The optimizer or a parameter was disposed.</exception>
    public virtual Optimizer<T> CopyFor(IEnumerable<Parameter<T>> parameters) => CopyState(new Optimizer<T>(GroupsFor(parameters)));

    /// <summary>Copies of the groups with the given parameters in the place of this optimizer's.</summary>
    private protected ParameterGroup<T>[] GroupsFor(IEnumerable<Parameter<T>> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ObjectDisposedException.ThrowIf(_disposed, this);
        Dictionary<string, Parameter<T>> counterparts = ParameterMatch.ByName(Parameters, parameters);
        return [.. Groups.Select(group => group.CopyFor(group.Parameters.Select(parameter => counterparts[parameter.Name])))];
    }

    /// <summary>Gives an optimizer with copied groups what this one remembers.</summary>
    private protected TOptimizer CopyState<TOptimizer>(TOptimizer copy)
        where TOptimizer : Optimizer<T>
    {
        copy.Communicator = Communicator;
        copy.TakeState(this);
        return copy;
    }

    /// <summary>Takes over everything but options, groups and handlers from an optimizer of the same groups.</summary>
    private unsafe void TakeState(Optimizer<T> other)
    {
        for (int i = 0; i < _model.Parameters.Length; i++)
        {
            _model.Steps[i] = other._model.Steps[i];
            for (int state = 0; state < _model.States[i].Length; state++)
            {
                long first = _model.HeldOf(i, state).Offset;
                SavedValues<T>.Copy(
                    other._model.Segments[i].StateAt(state) + first,
                    _model.Segments[i].StateAt(state) + first,
                    StateLayout.Room(_model.States[i][state], _model.Segments[i].Storage?.StateAt(state), _model.OwnPartOf(i)));
            }
        }

        Engine = other.Engine;
        SetGradientHandling(other.GradientOptions, other.LossScale);
        StepCount = other.StepCount;
        SkippedSteps = other.SkippedSteps;
        LaneWidth = other.LaneWidth;
    }
}
