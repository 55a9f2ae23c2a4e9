using System.Numerics;
using Eden.Autograd;

namespace Eden.Lab.Comparison;

/// <summary>One of <see cref="Fused"/>'s steps.</summary>
/// <param name="value">The weights, updated in place.</param>
/// <param name="firstMoment">m, updated in place.</param>
/// <param name="secondMoment">v, updated in place.</param>
/// <param name="step">The number of the step, from 1.</param>
internal delegate void FusedStep<T>(Span<T> value, ReadOnlySpan<T> gradient, Span<T> firstMoment, Span<T> secondMoment, long step);

/// <summary>The article's model in Eden: differentiated by <see cref="Variable{T}"/>, stepped by <see cref="Fused"/>, whose
/// steps are those of the optimizers, bit for bit. One linear layer without bias and with one output, loss = (Σ output)²,
/// and where asked ½λ‖w‖² added to the loss.</summary>
/// <param name="inFeatures">The number of weights.</param>
/// <param name="step">The optimizer's step.</param>
/// <param name="penalty">λ of the penalty in the loss.</param>
internal sealed class EdenContestant<T>(int inFeatures, FusedStep<T> step, double penalty) : IContestant
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Parameter<T> _weight = new("weight", 1, inFeatures) { HasGradient = true };
    private readonly T[] _firstMoment = new T[inFeatures];
    private readonly T[] _secondMoment = new T[inFeatures];
    private long _steps;

    public double[] Weight => Widen(_weight.Value);

    public double[] Gradient => Widen(_weight.Gradient);

    public Moments Moments => new(Widen(_firstMoment), Widen(_secondMoment));

    public void Place(IReadOnlyList<double> weight) => Narrow(weight, _weight.Value);

    public void TakeGradient(IReadOnlyList<double> gradient) => Narrow(gradient, _weight.Gradient);

    public void TakeMoments(Moments moments)
    {
        Narrow(moments.First, _firstMoment);
        Narrow(moments.Second, _secondMoment);
    }

    public double Differentiate(double[] input)
    {
        T[] narrowed = new T[input.Length];
        Narrow(input, narrowed);
        Variable<T> weight = Variable<T>.Of(_weight);
        Variable<T> loss = Variable<T>.Constant(narrowed, input.Length / inFeatures, inFeatures).Linear(weight).Sum().Square();
        if (penalty > 0)
        {
            loss += T.CreateTruncating(0.5 * penalty) * weight.Square().Sum();
        }

        _weight.ZeroGradient();
        loss.Backward();
        return double.CreateTruncating(loss.Item());
    }

    public void Step() => step(_weight.Value, _weight.Gradient, _firstMoment, _secondMoment, ++_steps);

    public void Dispose() => _weight.Dispose();

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
