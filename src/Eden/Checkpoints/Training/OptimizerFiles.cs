using System.Numerics;
using Eden.Checkpoints;

namespace Eden;

/// <summary>Saves and loads an optimizer with its parameters in one line. For averages, a loss scale or notes use
/// <see cref="TrainingState{T}"/>.</summary>
public static class OptimizerFiles
{
    /// <summary>Writes the values of all parameters, the state, the step counts and the options to a safetensors file.</summary>
    /// <param name="optimizer">The optimizer.</param>
    /// <param name="path">The file; its directory must exist. A process killed at any time leaves the old or the new file,
    /// whole.</param>
    /// <exception cref="ArgumentException">The path is null or empty.</exception>
    /// <exception cref="CheckpointException">The file cannot be written, or two entries have the same name.</exception>
    /// <exception cref="InvalidOperationException">The parameters are at their evaluation point.</exception>
    /// <exception cref="ObjectDisposedException">The optimizer or a parameter was disposed.</exception>
    public static void Save<T>(this Optimizer<T> optimizer, string path)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => StateOf(optimizer).Save(path);

    /// <summary>Loads a file of <see cref="Save"/> into an optimizer with the same parameters; training then continues bit for
    /// bit.</summary>
    /// <param name="optimizer">The optimizer.</param>
    /// <param name="path">The file.</param>
    /// <returns>What was loaded.</returns>
    /// <exception cref="CheckpointException">The file is invalid or damaged, or not everything fits; the message lists all
    /// differences. Nothing has changed.</exception>
    /// <exception cref="InvalidOperationException">The parameters are at their evaluation point.</exception>
    /// <exception cref="ObjectDisposedException">The optimizer or a parameter was disposed.</exception>
    public static LoadReport Load<T>(this Optimizer<T> optimizer, string path)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => StateOf(optimizer).Load(path);

    // The schedules' step is the optimizer's own, so files of both kinds say the same.
    private static TrainingState<T> StateOf<T>(Optimizer<T> optimizer)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(optimizer) { Step = optimizer?.StepCount ?? 0 };
}
