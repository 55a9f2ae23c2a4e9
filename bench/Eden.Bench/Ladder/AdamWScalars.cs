namespace Eden.Bench.Ladder;

/// <summary>What a step of AdamW has for all elements alike, with the bias corrections folded in.</summary>
internal readonly struct AdamWScalars(AdamWOptions options, long step)
{
    private readonly double _rootCorrection2 = Math.Sqrt(1 - Math.Pow(options.Beta2, step));
    private readonly double _correction1 = 1 - Math.Pow(options.Beta1, step);

    public float OneMinusBeta1 => (float)(1 - options.Beta1);

    public float Beta2 => (float)options.Beta2;

    public float OneMinusBeta2 => (float)(1 - options.Beta2);

    public float StepSize => (float)(options.LearningRate * _rootCorrection2 / _correction1);

    public float Epsilon => (float)(options.Epsilon * _rootCorrection2);

    public float Decay => (float)(options.LearningRate * options.WeightDecay);
}
