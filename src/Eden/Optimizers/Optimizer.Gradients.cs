using System.Numerics;
using Eden.Kernels;

namespace Eden;

/// <content>What a step does with gradients before it uses them.</content>
public partial class Optimizer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private GradientOptions _gradientOptions = new();
    private double _lossScale = 1;

    /// <summary>What steps do with gradients before and after they use them, settable between steps. Default: nothing.</summary>
    /// <exception cref="ArgumentException">The options contradict each other; nothing has changed.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><typeparamref name="T"/> cannot hold a bound, or the loss scale times the
    /// micro-batches; nothing has changed.</exception>
    public GradientOptions GradientOptions
    {
        get => _gradientOptions;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            SetGradientHandling(value, _lossScale);
        }
    }

    /// <summary>What the loss was multiplied by: a step divides all gradients by it. Default 1.</summary>
    /// <remarks>From 2⁻¹²⁶ to 2¹²⁶ for float and from 2⁻¹⁰²² to 2¹⁰²² for double, times the micro-batches too: where it and its inverse
    /// are normal numbers.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">Outside this range, or NaN; nothing has changed.</exception>
    public double LossScale
    {
        get => _lossScale;
        set => SetGradientHandling(_gradientOptions, value);
    }

    /// <summary>How many steps were skipped because a gradient was infinite or NaN.</summary>
    public long SkippedSteps { get; private set; }

    /// <summary>The largest loss scale for these micro-batches.</summary>
    internal double LargestLossScale => Require.LargestScale<T>() / _gradientOptions.MicroBatches;

    /// <summary>Sets both at once; nothing changes when one of them, or both together, are refused.</summary>
    internal void SetGradientHandling(GradientOptions options, double lossScale)
    {
        CheckGradientHandling(options, lossScale);
        _gradientOptions = options;
        _lossScale = lossScale;
    }

    /// <summary>Refuses what contradicts itself or <typeparamref name="T"/> cannot hold.</summary>
    internal static void CheckGradientHandling(GradientOptions options, double lossScale)
    {
        options.Validate();
        Require.Scale<T>(lossScale, nameof(LossScale));
        Require.Scale<T>(lossScale * options.MicroBatches, "LossScale times MicroBatches");
        CheckBound(options.MaxNorm, nameof(options.MaxNorm));
        CheckBound(options.MaxValue, nameof(options.MaxValue));
    }

    /// <summary>A bound above every number of <typeparamref name="T"/> bounds nothing; one that is 0 there would stop the training.</summary>
    private static void CheckBound(double? bound, string name) => Require.NotVanishing<T>(Math.Min(bound ?? 1, 1), name);

    private StepResult Update(StepMeasurement<T>? measurement)
    {
        foreach (ParameterGroup<T> group in _model.Groups)
        {
            group.ApplySchedules(StepCount);
        }

        Plan();
        double divisor = LossScale * GradientOptions.MicroBatches;
        double? norm = GradientOptions.NeedsNorm ? NormAfter(divisor) : null;
        measurement?.Start(divisor);
        if (IsRefused(norm, divisor))
        {
            SkippedSteps++;
            if (GradientOptions.ClearAfterStep)
            {
                ClearUsedGradients();
            }

            return new StepResult(IsSkipped: true, norm);
        }

        double clip = GradientOptions.MaxNorm is double most ? Math.Min(1, most / (norm!.Value + 1e-6)) : 1;
        _plan.Run(LaneWidth, new GradientUse(clip / divisor, GradientOptions.MaxValue ?? double.PositiveInfinity, GradientOptions.ClearAfterStep));
        CountSteps();
        return new StepResult(IsSkipped: false, norm);
    }

    /// <summary>The joint norm of the gradients divided by a number: infinite or NaN only where a gradient is.</summary>
    private double NormAfter(double divisor)
    {
        double norm = _plan.Norm();
        return double.IsFinite(norm) ? Math.Min(norm / divisor, double.MaxValue) : norm;
    }

    /// <summary>Whether the step must be skipped because a gradient that enters it is infinite or NaN; throws where that was asked
    /// for.</summary>
    private bool IsRefused(double? norm, double divisor)
    {
        // No element is larger than the norm.
        if (GradientOptions.NonFinite == NonFiniteGradients.Propagate || norm!.Value <= ElementRange.Largest<T>() / 2)
        {
            return false;
        }

        T factor = T.CreateTruncating(1 / divisor);
        foreach (Parameter<T> parameter in _model.Parameters)
        {
            if (parameter.IndexOfNonFiniteGradient(factor) is long index and >= 0)
            {
                return GradientOptions.NonFinite == NonFiniteGradients.SkipStep
                    ? true
                    : throw new NotFiniteNumberException($"The gradient of '{parameter.Name}' is infinite or NaN at index {index}{(divisor == 1 ? "" : " once it is divided by the loss scale")}.");
            }
        }

        return false;
    }

    private void ClearUsedGradients()
    {
        foreach (Parameter<T> parameter in _model.Parameters)
        {
            if (!parameter.IsFrozen)
            {
                parameter.ZeroGradient();
            }
        }
    }
}
