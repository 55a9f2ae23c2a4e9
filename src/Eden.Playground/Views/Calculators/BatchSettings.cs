namespace Eden.Playground.Views.Calculators;

/// <summary>Settings that depend on the batch size.</summary>
internal readonly record struct BatchSettings(double LearningRate, double Beta1, double Beta2, double Epsilon)
{
    /// <summary>Whether an optimizer takes them.</summary>
    public bool AreAllowed => Beta1 >= 0 && Beta2 >= 0;

    /// <summary>Goyal et al., "Accurate, Large Minibatch SGD" (2017): the rate grows with the batch.</summary>
    public BatchSettings Linear(double factor) => this with { LearningRate = factor * LearningRate };

    /// <summary>Malladi et al., "On the SDEs and Scaling Rules for Adaptive Gradient Algorithms" (2022), with κ the factor: lr·√κ,
    /// 1 − κ(1−β), ε/√κ.</summary>
    public BatchSettings BySquareRoot(double factor) => new(
        Math.Sqrt(factor) * LearningRate,
        1 - (factor * (1 - Beta1)),
        1 - (factor * (1 - Beta2)),
        Epsilon / Math.Sqrt(factor));
}
