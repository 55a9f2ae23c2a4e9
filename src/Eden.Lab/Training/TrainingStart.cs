namespace Eden.Lab.Training;

/// <summary>What is known of a training when it starts.</summary>
/// <param name="Steps">All steps that it can take.</param>
/// <param name="FirstStep">The steps taken before: 0, or those of the run that it goes on with.</param>
internal sealed record TrainingStart(long Steps, long FirstStep, int Epochs, int SamplesPerStep)
{
    /// <summary>Whether there is a validation part.</summary>
    public bool HasValidation { get; init; }

    /// <summary>What another number of epochs than before changes of the learning rates, in a sentence; <see langword="null"/>: nothing.</summary>
    public string? PlanChange { get; init; }

    /// <summary>The epochs that were evaluated before: none, or those of the run that it goes on with.</summary>
    public IReadOnlyList<EpochRecord> EpochsBefore { get; init; } = [];

    /// <summary>What is likely a mistake in the data, a line each.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
