using System.Numerics;
using Eden.Kernels;

namespace Eden;

/// <summary>A step over segments: which rule takes which, and what is done with gradients before.</summary>
internal sealed unsafe class ModelStep<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Segment<T>[] _segments;
    private readonly StepPlan<T> _plan;
    private OptimizerOptions? _options;
    private double _multiplier;
    private long _step;
    private int _start;

    /// <param name="segments">Values and state of each parameter.</param>
    /// <param name="lengths">The number of elements of each.</param>
    /// <param name="engine">How to use the processor.</param>
    public ModelStep(Segment<T>[] segments, long[] lengths, EngineOptions engine)
    {
        _segments = segments;
        _plan = new StepPlan<T>(segments, lengths, engine);
    }

    /// <summary>Makes a pass for a parameter that no later step will have to allocate.</summary>
    public void Reserve(OptimizerOptions options, double multiplier, ReadOnlySpan<long> shape) =>
        options.SelectRule<T, StepPlan<T>>(multiplier, 1, shape, _plan);

    public void Begin()
    {
        _plan.Clear();
        _options = null;
    }

    /// <summary>Leaves a segment out of the step, or not any more.</summary>
    public void SetGradient(int index, T* gradient) => _plan.SetGradient(index, gradient);

    /// <summary>Chooses the rule of a segment that has a gradient. They come in order; neighbours of equal options and step make one
    /// pass.</summary>
    public void Add(int index, OptimizerOptions options, double multiplier, long step, ReadOnlySpan<long> shape)
    {
        if (ReferenceEquals(options, _options) && multiplier == _multiplier && step == _step && !options.IsPhased)
        {
            return;
        }

        End(index);
        options.SelectRule<T, StepPlan<T>>(multiplier, step, shape, _plan);
        (_options, _multiplier, _step, _start) = (options, multiplier, step, index);
    }

    /// <summary>Ends the pass before a segment.</summary>
    public void End(int index)
    {
        if (_options is not null)
        {
            _plan.EndPass(_options.Maximize, _start, index);
        }
    }

    /// <summary>Takes the planned step, or skips it.</summary>
    public StepResult Take(LaneWidth width, GradientOptions options, double lossScale, Func<int, string> nameOf, StepMeasurement<T>? measurement = null)
    {
        double divisor = lossScale * options.MicroBatches;
        double? norm = options.NeedsNorm ? NormAfter(divisor) : null;
        measurement?.Start(divisor);
        if (IsRefused(options.NonFinite, norm, divisor, nameOf))
        {
            if (options.ClearAfterStep)
            {
                ClearGradients();
            }

            return new StepResult(IsSkipped: true, norm);
        }

        double clip = options.MaxNorm is double most ? Math.Min(1, most / (norm!.Value + 1e-6)) : 1;
        _plan.Run(width, new GradientUse(clip / divisor, options.MaxValue ?? double.PositiveInfinity, options.ClearAfterStep));
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
    private bool IsRefused(NonFiniteGradients policy, double? norm, double divisor, Func<int, string> nameOf)
    {
        // No element is larger than the norm.
        if (policy == NonFiniteGradients.Propagate || norm!.Value <= ElementRange.Largest<T>() / 2)
        {
            return false;
        }

        T factor = T.CreateTruncating(1 / divisor);
        for (int i = 0; i < _segments.Length; i++)
        {
            for (long k = 0; k < _segments[i].Length; k++)
            {
                if (!T.IsFinite(factor * _segments[i].Gradient[k]))
                {
                    return policy == NonFiniteGradients.SkipStep
                        ? true
                        : throw new NotFiniteNumberException($"The gradient of '{nameOf(i)}' is infinite or NaN at index {k}{(divisor == 1 ? "" : " once it is divided by the loss scale")}.");
                }
            }
        }

        return false;
    }

    private void ClearGradients()
    {
        foreach (Segment<T> segment in _segments)
        {
            for (long k = 0; k < segment.Length; k++)
            {
                segment.Gradient[k] = T.Zero;
            }
        }
    }
}
