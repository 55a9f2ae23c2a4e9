using Eden.Kernels;

namespace Eden;

/// <summary>A planned step over parameters of one element type.</summary>
internal interface IModelStep
{
    /// <summary>The 2-norm of the gradients divided by a number: infinite or NaN only where a gradient is.</summary>
    double Norm(double divisor);

    /// <summary>Whether the step must be skipped because a gradient that enters it is infinite or NaN; throws where that was asked
    /// for. Looks at the last <see cref="Norm"/>.</summary>
    bool IsRefused(NonFiniteGradients policy, double divisor);

    /// <summary>Takes the step.</summary>
    void Run(LaneWidth width, GradientUse use);

    /// <summary>Sets the gradients to zero.</summary>
    void ClearGradients();

    /// <summary>Takes planned steps as one, with one norm and one verdict, or skips them all.</summary>
    static StepResult Take(ReadOnlySpan<IModelStep> steps, LaneWidth width, GradientOptions options, double lossScale)
    {
        double divisor = lossScale * options.MicroBatches;
        double? norm = options.NeedsNorm ? JointNorm(steps, divisor) : null;
        bool isSkipped = false;
        foreach (IModelStep step in steps)
        {
            isSkipped |= step.IsRefused(options.NonFinite, divisor);
        }

        double clip = options.MaxNorm is double most ? Math.Min(1, most / (norm!.Value + 1e-6)) : 1;
        GradientUse use = new(clip / divisor, options.MaxValue ?? double.PositiveInfinity, options.ClearAfterStep);
        foreach (IModelStep step in steps)
        {
            if (!isSkipped)
            {
                step.Run(width, use);
            }
            else if (options.ClearAfterStep)
            {
                step.ClearGradients();
            }
        }

        return new StepResult(isSkipped, norm);
    }

    private static double JointNorm(ReadOnlySpan<IModelStep> steps, double divisor)
    {
        double joint = 0;
        foreach (IModelStep step in steps)
        {
            double norm = step.Norm(divisor);
            joint = double.IsFinite(joint) && double.IsFinite(norm) ? Math.Min(double.Hypot(joint, norm), double.MaxValue) : joint + norm;
        }

        return joint;
    }
}
