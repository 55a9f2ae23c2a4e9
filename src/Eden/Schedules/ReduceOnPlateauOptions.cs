namespace Eden;

/// <summary>Options of <see cref="ReduceOnPlateau"/>, with PyTorch's defaults.</summary>
public sealed record ReduceOnPlateauOptions
{
    /// <summary>Which way the metric gets better. Default <see cref="PlateauMode.Minimize"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a value of the enumeration.</exception>
    public PlateauMode Mode { get; init => field = Require.Defined(value); }

    /// <summary>Factor of each reduction. Default 0.1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside [0, 1) or NaN.</exception>
    public double Factor { get; init => field = Require.Coefficient(value); } = 0.1;

    /// <summary>Number of consecutive reports without improvement to tolerate; the next one reduces. Default 10.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative or above 2⁵³.</exception>
    public long Patience { get; init => field = Require.AtLeastZeroSteps(value); } = 10;

    /// <summary>Least improvement over the best metric. Default 0.0001.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or NaN.</exception>
    public double Threshold { get; init => field = Require.AtLeastZero(value); } = 1e-4;

    /// <summary>Whether the threshold is relative or absolute. Default <see cref="ThresholdMode.Relative"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a value of the enumeration.</exception>
    public ThresholdMode ThresholdMode { get; init => field = Require.Defined(value); }

    /// <summary>Number of reports to ignore after a reduction. Default 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative or above 2⁵³.</exception>
    public long Cooldown { get; init => field = Require.AtLeastZeroSteps(value); }

    /// <summary><c>min_lr</c>/α: the multiplier is not reduced below it. Default 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or NaN.</exception>
    public double MinimumMultiplier { get; init => field = Require.AtLeastZero(value); }

    /// <summary><c>eps</c>/α: a reduction by at most this is skipped. Default 1e-8 of the multiplier; PyTorch's 1e-8 applies to
    /// the learning rate.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or NaN.</exception>
    public double MinimumChange { get; init => field = Require.AtLeastZero(value); } = 1e-8;

    /// <summary>The same values with those that <paramref name="map"/> gives for their names.</summary>
    internal ReduceOnPlateauOptions Map(IOptionMap map) => this with
    {
        Mode = map.Choice(nameof(Mode), Mode),
        Factor = map.Number(nameof(Factor), Factor),
        Patience = map.Count(nameof(Patience), Patience),
        Threshold = map.Number(nameof(Threshold), Threshold),
        ThresholdMode = map.Choice(nameof(ThresholdMode), ThresholdMode),
        Cooldown = map.Count(nameof(Cooldown), Cooldown),
        MinimumMultiplier = map.Number(nameof(MinimumMultiplier), MinimumMultiplier),
        MinimumChange = map.Number(nameof(MinimumChange), MinimumChange),
    };
}
