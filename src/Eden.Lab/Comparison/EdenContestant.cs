using System.Numerics;
using Eden.Autograd;

namespace Eden.Lab.Comparison;

/// <summary>The article's model in Eden: differentiated by <see cref="Variable{T}"/>, stepped by a fused optimizer. One linear
/// layer without bias and with one output, loss = (Σ output)², and where asked ½λ‖w‖² added to the loss.</summary>
internal sealed class EdenContestant<T> : IContestant
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Parameter<T> _weight;
    private readonly Optimizer<T> _optimizer;
    private readonly double _penalty;

    /// <summary>Makes a model of zero weights.</summary>
    /// <param name="inFeatures">The number of weights.</param>
    /// <param name="makeOptimizer">Makes the optimizer of the weight.</param>
    /// <param name="penalty">λ of the penalty in the loss.</param>
    public EdenContestant(int inFeatures, Func<Parameter<T>, Optimizer<T>> makeOptimizer, double penalty)
    {
        _weight = new("weight", 1, inFeatures) { HasGradient = true };
        _optimizer = makeOptimizer(_weight);
        _penalty = penalty;
    }

    public double[] Weight => Widen(_weight.Value);

    public double[] Gradient => Widen(_weight.Gradient);

    public void Place(IReadOnlyList<double> weight) => Narrow(weight, _weight.Value);

    public void TakeGradient(IReadOnlyList<double> gradient) => Narrow(gradient, _weight.Gradient);

    public double Differentiate(double[] input)
    {
        T[] narrowed = new T[input.Length];
        Narrow(input, narrowed);
        nint inFeatures = (nint)_weight.Length;
        Variable<T> weight = Variable<T>.Of(_weight);
        Variable<T> loss = Variable<T>.Constant(narrowed, input.Length / inFeatures, inFeatures).Linear(weight).Sum().Square();
        if (_penalty > 0)
        {
            loss += T.CreateTruncating(0.5 * _penalty) * weight.Square().Sum();
        }

        _weight.ZeroGradient();
        loss.Backward();
        return double.CreateTruncating(loss.Item());
    }

    public void Step() => _optimizer.Step();

    public void Dispose()
    {
        _optimizer.Dispose();
        _weight.Dispose();
    }

    private static double[] Widen(ReadOnlySpan<T> values)
    {
        double[] widened = new double[values.Length];
        for (int i = 0; i < widened.Length; i++)
        {
            widened[i] = double.CreateTruncating(values[i]);
        }

        return widened;
    }

    private static void Narrow(IReadOnlyList<double> values, Span<T> narrowed)
    {
        for (int i = 0; i < narrowed.Length; i++)
        {
            narrowed[i] = T.CreateTruncating(values[i]);
        }
    }
}
