namespace Eden;

/// <summary>How <see cref="Lbfgs{T}"/> chooses the length of a step along its direction.</summary>
public enum LineSearch
{
    /// <summary>The learning rate, without a look at the loss.</summary>
    None,

    /// <summary>A length that satisfies the strong Wolfe conditions, with the constants of PyTorch's <c>strong_wolfe</c>.</summary>
    StrongWolfe,
}

/// <summary>Options of <see cref="Lbfgs{T}"/>, with PyTorch's defaults.</summary>
public sealed record LbfgsOptions
{
    /// <summary>The length of a step along the direction, or where a line search begins. PyTorch's <c>lr</c>. Default 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or NaN.</exception>
    public double LearningRate { get; init => field = Require.AtLeastZero(value); } = 1;

    /// <summary>The most iterations of a step. PyTorch's <c>max_iter</c>. Default 20.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public long MaxIterations { get; init => field = Require.AtLeastOne(value); } = 20;

    /// <summary>The evaluations after which a step ends; null for 5/4 of <see cref="MaxIterations"/>. PyTorch's <c>max_eval</c>. Default
    /// null.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public long? MaxEvaluations { get; init => field = value is long count ? Require.AtLeastOne(count, nameof(MaxEvaluations)) : null; }

    /// <summary>A step ends where no gradient is larger. PyTorch's <c>tolerance_grad</c>. Default 1e-7.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or NaN.</exception>
    public double GradientTolerance { get; init => field = Require.AtLeastZero(value); } = 1e-7;

    /// <summary>A step ends where neither values nor loss change by more. PyTorch's <c>tolerance_change</c>. Default 1e-9.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or NaN.</exception>
    public double ChangeTolerance { get; init => field = Require.AtLeastZero(value); } = 1e-9;

    /// <summary>How many changes of gradient and values the approximation of the Hessian remembers. PyTorch's <c>history_size</c>. Default
    /// 100.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1 or above 2³¹ − 1.</exception>
    public int HistorySize { get; init => field = Require.Between(value, 1, int.MaxValue); } = 100;

    /// <summary>How the length of a step is chosen. PyTorch's <c>line_search_fn</c>. Default <see cref="LineSearch.None"/>.</summary>
    public LineSearch LineSearch { get; init => field = Require.Defined(value); }

    /// <summary>The evaluations after which a step ends.</summary>
    internal long EvaluationLimit => MaxEvaluations ?? (long)((Int128)MaxIterations * 5 / 4);
}
