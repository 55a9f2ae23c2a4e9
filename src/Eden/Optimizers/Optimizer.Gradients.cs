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

    /// <summary>The factor of the loss: a step divides all gradients by it. Default 1.</summary>
    /// <remarks>From 2⁻¹²⁶ to 2¹²⁶ for float and from 2⁻¹⁰²² to 2¹⁰²² for double, including the factor of the micro-batches, so
    /// that it and its inverse are normal numbers.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">Outside this range, or NaN; nothing has changed.</exception>
    public double LossScale
    {
        get => _lossScale;
        set => SetGradientHandling(_gradientOptions, value);
    }

    /// <summary>Number of steps skipped because a gradient was infinite or NaN.</summary>
    public long SkippedSteps { get; private set; }

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

    private StepResult Update(StepMeasurement? measurement)
    {
        foreach (ParameterGroup<T> group in _model.Groups)
        {
            group.ApplySchedules(StepCount);
        }

        try
        {
            Plan();
            if (measurement is not null)
            {
                Measure(measurement);
            }

            IModelStep step = _step;
            StepResult result = IModelStep.Take(new(in step), LaneWidth, GradientOptions, LossScale);
            if (result.IsSkipped)
            {
                SkippedSteps++;
            }
            else
            {
                ScatterRows();
                CountSteps();
            }

            return result;
        }
        finally
        {
            GiveRowsBack();
        }
    }

    private unsafe void Measure(StepMeasurement measurement)
    {
        for (int i = 0; i < _model.Parameters.Length; i++)
        {
            Segment<T> segment = _model.Segments[i];
            if (segment.Gradient is not null)
            {
                ParameterGroup<T> group = _model.GroupOf(i);
                double? decay = group.Options.DecayPerStep(group.ScheduleMultiplier, _model.Steps[i] + 1);
                measurement.Add(_nameOf(i), segment.Value, segment.Gradient, segment.Length, decay);
            }
        }
    }
}
