namespace Eden.Lab.Sweeps;

/// <summary>What the runs of one optimizer gave: a map over learning rate and decay.</summary>
internal sealed record SweepMap
{
    /// <summary>The optimizer and its decay: <see cref="SweepArm.Name"/>.</summary>
    public required string Name { get; init; }

    /// <summary>The points: of a grid, all decays of the first learning rate, then those of the next.</summary>
    public required IReadOnlyList<SweepCell> Cells { get; init; }

    public required MapPicture Picture { get; init; }

    /// <summary>The best points; <see langword="null"/> where every run failed or diverged.</summary>
    public BestRegion? Best { get; init; }

    /// <summary>How separable learning rate and decay are; <see langword="null"/> without a grid of at least two by
    /// two.</summary>
    public Separability? Separability { get; init; }
}

/// <summary>Errors by learning rate and decay, on the validation part where there is one, else on the test part: the points of a grid
/// themselves, or the means of those points drawn at random that lie in a cell.</summary>
/// <param name="LearningRates">The learning rate of each row, rising; of cells the middle.</param>
/// <param name="Decays">The decay of each column, rising; of cells the middle.</param>
/// <param name="Errors">The errors, row by row; <see langword="null"/> where no point is.</param>
internal sealed record MapPicture(IReadOnlyList<double> LearningRates, IReadOnlyList<double> Decays, IReadOnlyList<IReadOnlyList<double?>> Errors);

/// <summary>What all seeds gave at one point.</summary>
internal sealed record SweepCell
{
    public required double LearningRate { get; init; }

    public required double Decay { get; init; }

    /// <summary>The mean over the seeds of the share of the test part that is classified wrongly. A run that diverged or failed
    /// counts as a guess: 1 − 1/classes.</summary>
    public required double TestError { get; init; }

    /// <summary>The same of the validation part, which then chooses the best point; <see langword="null"/> where there is none.</summary>
    public double? ValidationError { get; init; }

    /// <summary>The standard deviation over the seeds of the error that chooses; 0 with one seed.</summary>
    public required double Deviation { get; init; }

    internal double ChoosingError => ValidationError ?? TestError;

    /// <summary>The mean test loss over the runs that were trained to their end; <see langword="null"/> where none was.</summary>
    public double? TestLoss { get; init; }

    /// <summary>The mean norm of the weights over the same.</summary>
    public double? WeightNorm { get; init; }

    public required int Diverged { get; init; }

    public required int Failed { get; init; }
}

/// <summary>The points that are as good as the best, as far as the seeds can tell: those whose mean error is within one standard
/// error of the best point's. The error is that of the validation part where there is one, else of the test part.</summary>
/// <param name="LearningRate">The best point's learning rate.</param>
/// <param name="Decay">The best point's decay.</param>
/// <param name="TestError">The best point's mean test error.</param>
/// <param name="StandardError">The standard error over the seeds of the error that chooses; 0 with one seed.</param>
/// <param name="Points">How many points are as good, the best one included.</param>
/// <param name="LowestRate">Their smallest learning rate.</param>
/// <param name="HighestRate">Their largest learning rate.</param>
/// <param name="LowestDecay">Their smallest decay.</param>
/// <param name="HighestDecay">Their largest decay.</param>
internal sealed record BestRegion(double LearningRate, double Decay, double TestError, double StandardError, int Points, double LowestRate, double HighestRate, double LowestDecay, double HighestDecay)
{
    /// <summary>The best point's mean validation error, by which it was chosen; <see langword="null"/> where the test error chose it.</summary>
    public double? ValidationError { get; init; }
}
