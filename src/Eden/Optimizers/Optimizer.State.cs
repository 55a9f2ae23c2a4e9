using System.Numerics;
using Eden.Kernels;

namespace Eden;

/// <content>What an optimizer remembers.</content>
public abstract partial class Optimizer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>How many steps a parameter has taken: those in which it had a gradient.</summary>
    /// <param name="parameter">One of the optimizer's parameters.</param>
    /// <exception cref="ArgumentException">The optimizer does not have this parameter.</exception>
    public long StepCount(Parameter<T> parameter) => _model.Steps[_model.IndexOf(parameter)];

    /// <summary>A copy of what the optimizer remembers of a parameter, for diagnosis.</summary>
    /// <param name="parameter">One of the optimizer's parameters.</param>
    /// <returns>The values by PyTorch's names, for example <c>exp_avg</c> and <c>exp_avg_sq</c> (the moments before bias
    /// correction) or <c>momentum_buffer</c>; nothing for plain gradient descent. Before the first step zeros, or
    /// where Adagrad starts.</returns>
    /// <exception cref="ArgumentException">The optimizer does not have this parameter.</exception>
    /// <exception cref="ObjectDisposedException">The optimizer was disposed.</exception>
    /// <exception cref="OverflowException">The parameter has more elements than an array can hold.</exception>
    public IReadOnlyDictionary<string, T[]> GetState(Parameter<T> parameter)
    {
        ReadOnlySpan<string> names = _model.GroupOf(_model.IndexOf(parameter)).CurrentOptions.StateNames;
        Dictionary<string, T[]> state = new(StringComparer.Ordinal);
        for (int i = 0; i < names.Length; i++)
        {
            state.Add(names[i], State(parameter, i).ToArray());
        }

        // The collector may take an optimizer that its owner needs no more, and the state with it, while it is being copied.
        GC.KeepAlive(this);
        return state;
    }

    /// <summary>A copy of what the optimizer remembers of the parameter of a name, for example of <c>fc.weight</c>.</summary>
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

    /// <summary>A state array of a parameter, in the rule's order.</summary>
    internal unsafe Span<T> State(Parameter<T> parameter, int index)
    {
        T* state = StatePointer(parameter, index);
        return state is null ? default : new Span<T>(state, checked((int)parameter.Length));
    }

    internal unsafe T* StatePointer(Parameter<T> parameter, int index)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        Segment<T> segment = _model.Segments[_model.IndexOf(parameter)];
        return index switch { 0 => segment.State0, 1 => segment.State1, _ => segment.State2 };
    }

    private protected bool IsDisposed => _disposed;

    /// <summary>Adds a group, whose parameters start from step 0. What is there keeps its state and its memory.</summary>
    private protected void Add(ParameterGroup<T> group)
    {
        Enter();
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _model.Add(group);
            BuildPlan();
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Takes over everything but options, groups and handlers from an optimizer of the same groups.</summary>
    private protected unsafe void TakeState(Optimizer<T> other)
    {
        for (int i = 0; i < _model.Parameters.Length; i++)
        {
            _model.Steps[i] = other._model.Steps[i];
            for (int state = 0; state < _model.GroupOf(i).CurrentOptions.StateCount; state++)
            {
                SavedValues<T>.Copy(
                    other.StatePointer(other._model.Parameters[i], state), StatePointer(_model.Parameters[i], state), _model.Parameters[i].Length);
            }
        }

        Engine = other.Engine;
        SetGradientHandling(other.GradientOptions, other.LossScale);
        SkippedSteps = other.SkippedSteps;
        LaneWidth = other.LaneWidth;
    }
}
