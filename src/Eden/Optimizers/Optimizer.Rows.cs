using System.Numerics;

namespace Eden;

/// <content>Steps with gradients of some rows.</content>
public partial class Optimizer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Memory for the rows of each parameter that has had a sparse gradient.</summary>
    private readonly Dictionary<int, TouchedRows<T>> _touched = [];

    /// <summary>The parameters of which the step in progress has gathered rows.</summary>
    private readonly List<int> _gathered = [];

    /// <summary>Lets the segment of a parameter stand for the rows of its sparse gradient.</summary>
    private TouchedRows<T> GatherRows(int index, ParameterGroup<T> group)
    {
        Parameter<T> parameter = _model.Parameters[index];
        if (!group.Options.TakesSparseGradients)
        {
            throw new NotSupportedException($"'{parameter.Name}' has a sparse gradient, which {OptimizerRegistry.NameOf(group.Options)} does not take with these options; SparseAdam does.");
        }

        if (Communicator is not null || _model.Segments[index].Storage is not null)
        {
            throw new NotSupportedException($"'{parameter.Name}' has a sparse gradient, which neither several ranks nor state in a format take.");
        }

        if (!_touched.TryGetValue(index, out TouchedRows<T>? rows))
        {
            _touched.Add(index, rows = new TouchedRows<T>());
        }

        rows.Gather(ref _model.Segments[index], parameter, group.Options.StateCount);
        _gathered.Add(index);
        return rows;
    }

    /// <summary>Takes over what the step has made of the rows.</summary>
    private void ScatterRows()
    {
        foreach (int index in _gathered)
        {
            _touched[index].Scatter(_model.States[index].Length);
        }
    }

    /// <summary>Lets the segments stand for whole parameters again.</summary>
    private void GiveRowsBack()
    {
        foreach (int index in _gathered)
        {
            _touched[index].GiveBack(ref _model.Segments[index]);
            if (GradientOptions.ClearAfterStep)
            {
                _model.Parameters[index].ZeroGradient();
            }
        }

        _gathered.Clear();
    }
}
