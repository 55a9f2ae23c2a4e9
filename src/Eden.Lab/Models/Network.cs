using System.Numerics;
using Eden.Autograd;

namespace Eden.Lab.Models;

/// <summary>A model, and the switch between training and evaluation.</summary>
internal sealed class Network<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Sequential<T> _model;
    private readonly IReadOnlyList<Dropout<T>> _dropouts;

    internal Network(Sequential<T> model, IReadOnlyList<Dropout<T>> dropouts)
    {
        _model = model;
        _dropouts = dropouts;
    }

    /// <summary>The parameters in the order of the layers, weights before biases.</summary>
    public IReadOnlyList<Parameter<T>> Parameters => _model.Parameters;

    /// <summary>Whether the output is random while training.</summary>
    public bool HasDropout => _dropouts.Count > 0;

    /// <summary>The scores of samples, with nothing dropped.</summary>
    /// <param name="input">A matrix [n, features].</param>
    /// <returns>A matrix [n, classes].</returns>
    public Variable<T> Evaluate(Variable<T> input) => Forward(input, null);

    /// <summary>The scores of samples while training.</summary>
    /// <param name="input">A matrix [n, features].</param>
    /// <param name="random">Where dropout takes its choice from; a model without dropout needs none.</param>
    /// <returns>A matrix [n, classes].</returns>
    public Variable<T> Forward(Variable<T> input, Xoshiro256? random)
    {
        foreach (Dropout<T> dropout in _dropouts)
        {
            dropout.Random = random;
        }

        return _model.Forward(input);
    }
}
