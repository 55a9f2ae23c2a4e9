namespace Eden.Playground.Views;

/// <summary>Where decay and gradients that do not depend on the weight balance. For noise Kosson, Messmer and Jaggi, "Rotational
/// Equilibrium: How Weight Decay Balances Learning Across Neural Networks" (2024): |w| = √(lr/2λ) for AdamW. Holds while decay is slow beside momentum, lr·λ ≪ 1−β₁.</summary>
/// <param name="Size">The root mean square of the weight.</param>
/// <param name="Steps">How many steps the way there takes: until the difference has fallen to 1/e.</param>
internal readonly record struct Equilibrium(double Size, double Steps)
{
    /// <summary>AdamW divides the gradient by its own size, so only its shape counts: with a the share of the mean in the root mean
    /// square, w² = (a/λ)² + lr(1−a²)/2λ.</summary>
    public static Equilibrium OfAdamW(WeightGradients gradients, double learningRate, double decay)
    {
        double square = (gradients.Mean * gradients.Mean) + (gradients.Deviation * gradients.Deviation);
        double meanShare = gradients.Mean * gradients.Mean / square;
        return new(Math.Sqrt((meanShare / (decay * decay)) + (learningRate * (1 - meanShare) / (2 * decay))), 1 / (learningRate * decay));
    }

    /// <summary>With an L2 penalty the mean of the gradient and λw cancel, and what is left, noise of size σ, divides both:
    /// w² = (mean/λ)² + lr·σ/2λ. Holds while λw is small beside σ.</summary>
    public static Equilibrium OfL2(WeightGradients gradients, double learningRate, double decay)
    {
        (double mean, double noise) = (gradients.Size * gradients.Mean, gradients.Size * gradients.Deviation);
        // Without noise the penalized gradient keeps its sign until it is there, at one learning rate a step.
        double steps = noise > 0 ? noise / (learningRate * decay) : mean / decay / learningRate;
        return new(Math.Sqrt((mean * mean / (decay * decay)) + (learningRate * noise / (2 * decay))), steps);
    }
}
