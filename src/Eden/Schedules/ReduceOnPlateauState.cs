namespace Eden;

/// <summary>The memory of a <see cref="ReduceOnPlateau"/>, for a checkpoint.</summary>
public sealed record ReduceOnPlateauState
{
    /// <summary>The multiplier η. Default 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or NaN.</exception>
    public double Multiplier { get; init => field = Require.AtLeastZero(value); } = 1;

    /// <summary>The best metric so far; <see langword="null"/> before the first report.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Infinite or NaN.</exception>
    public double? Best { get; init => field = value is double best ? Require.Finite(best) : null; }

    /// <summary>Number of consecutive reports without improvement: PyTorch's <c>num_bad_epochs</c>. Default 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative or above 2⁵³.</exception>
    public long BadReports { get; init => field = Require.AtLeastZeroSteps(value); }

    /// <summary>Number of reports left in the cooldown: PyTorch's <c>cooldown_counter</c>. Default 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative or above 2⁵³.</exception>
    public long CooldownLeft { get; init => field = Require.AtLeastZeroSteps(value); }

    /// <summary>The same values with those that <paramref name="map"/> gives for their names.</summary>
    internal ReduceOnPlateauState Map(IOptionMap map) => this with
    {
        Multiplier = map.Number(nameof(Multiplier), Multiplier),
        Best = map.Number(nameof(Best), Best),
        BadReports = map.Count(nameof(BadReports), BadReports),
        CooldownLeft = map.Count(nameof(CooldownLeft), CooldownLeft),
    };
}
