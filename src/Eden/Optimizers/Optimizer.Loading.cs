using System.Numerics;

namespace Eden;

/// <content>What a checkpoint sets.</content>
public partial class Optimizer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Refuses to save and to load while the parameters hold something else than what steps work on.</summary>
    internal void CheckSavable()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (Array.Exists(_model.Groups, group => group.Formats is not null) || (Communicator is not null && Array.Exists(_model.Segments, segment => segment.Storage is not null)))
        {
            throw new NotSupportedException("State in bfloat16 or 8-bit floats cannot be saved or loaded by several ranks.");
        }

        foreach (Parameter<T> parameter in _model.Parameters)
        {
            SavedValues<T>.ThrowIfAway(parameter);
        }
    }

    internal void SetStepCount(Parameter<T> parameter, long steps) => _model.Steps[_model.IndexOf(parameter)] = steps;

    internal void SetStepCounts(long steps, long skippedSteps) => (StepCount, SkippedSteps) = (steps, skippedSteps);
}
