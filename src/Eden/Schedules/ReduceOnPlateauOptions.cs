namespace Eden;

/// <summary>Options of <see cref="ReduceOnPlateau"/>, with PyTorch's defaults.</summary>
public sealed record ReduceOnPlateauOptions
{
    /// <summary>Which way the metric gets better. Default <see cref="PlateauMode.Minimize"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a value of the enumeration.</exception>
    public PlateauMode Mode { get; init => field = Require.Defined(value); }

    /// <summary>What the multiplier is multiplied by. Default 0.1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside [0, 1) or NaN.</exception>
    public double Factor { get; init => field = Require.Coefficient(value); } = 0.1;

    /// <summary>How many reports in a row may be no better; the next one reduces. Default 10.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative or above 2⁵³.</exception>
    public long Patience { get; init => field = Require.AtLeastZeroSteps(value); } = 10;

    /// <summary>How much better than the best a metric must be. Default 0.0001.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or NaN.</exception>
    public double Threshold { get; init => field = Require.AtLeastZero(value); } = 1e-4;

    /// <summary>What the threshold is measured by. Default <see cref="ThresholdMode.Relative"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a value of the enumeration.</exception>
    public ThresholdMode ThresholdMode { get; init => field = Require.Defined(value); }

    /// <summary>After how many reports from a reduction on bad ones are counted again. Default 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative or above 2⁵³.</exception>
    public long Cooldown { get; init => field = Require.AtLeastZeroSteps(value); }

    /// <summary><c>min_lr</c>/α: the multiplier is not reduced below it. Default 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or NaN.</exception>
    public double MinimumMultiplier { get; init => field = Require.AtLeastZero(value); }

    /// <summary><c>eps</c>/α: a reduction that changes the multiplier by no more than this is left out. Default 1e-8, of the
    /// multiplier; PyTorch's 1e-8 is of the learning rate.</summary>
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
