namespace Eden.Lab.Training;

/// <summary>Is told how a training goes, on its thread.</summary>
internal interface ITrainingObserver
{
    /// <summary>The training is about to start.</summary>
    void OnStart(TrainingStart start);

    /// <summary>A step was taken.</summary>
    /// <param name="steps">How many there are now.</param>
    /// <param name="loss">The loss of its batch, before it.</param>
    void OnStep(long steps, double loss);

    /// <summary>An epoch is done and evaluated.</summary>
    void OnEpoch(EpochRecord epoch);
}
