using System.Numerics;

namespace Eden.Lab.Training;

/// <summary>An optimizer and what a schedule drives of it.</summary>
internal sealed class TrainedOptimizer<T>(Optimizer<T> optimizer, Action<double>? setMomentum) : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public Optimizer<T> Optimizer { get; } = optimizer;

    /// <summary>Sets β₁ or the momentum, or null where there is neither.</summary>
    public Action<double>? SetMomentum { get; } = setMomentum;

    public void SetMultiplier(double multiplier)
    {
        foreach (ParameterGroup<T> group in Optimizer.Groups)
        {
            group.ScheduleMultiplier = multiplier;
        }
    }

    /// <summary>Moves the parameters to where they are to be evaluated, until the result is disposed; null where they stay.</summary>
    public IDisposable? Evaluate() => Optimizer.Groups.Any(group => group.Options.GetWeightOfAverage() is not null) ? Optimizer.Evaluate() : null;

    public void Dispose() => Optimizer.Dispose();
}
