using System.Numerics;

namespace Eden;

/// <summary>An optimizer whose groups all have <see cref="LionOptions"/>, where the algorithm is described.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class Lion<T> : Optimizer<T, LionOptions>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public Lion(IEnumerable<Parameter<T>> parameters, LionOptions? options = null)
        : base(parameters, options ?? new())
    {
    }

    /// <inheritdoc/>
    public Lion(params ParameterGroup<T, LionOptions>[] groups)
        : base(groups)
    {
    }
}

/// <summary>An optimizer whose groups all have <see cref="LambOptions"/>, where the algorithm is described.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class Lamb<T> : Optimizer<T, LambOptions>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public Lamb(IEnumerable<Parameter<T>> parameters, LambOptions? options = null)
        : base(parameters, options ?? new())
    {
    }

    /// <inheritdoc/>
    public Lamb(params ParameterGroup<T, LambOptions>[] groups)
        : base(groups)
    {
    }
}

/// <summary>An optimizer whose groups all have <see cref="AdoptOptions"/>, where the algorithm is described.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class Adopt<T> : Optimizer<T, AdoptOptions>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public Adopt(IEnumerable<Parameter<T>> parameters, AdoptOptions? options = null)
        : base(parameters, options ?? new())
    {
    }

    /// <inheritdoc/>
    public Adopt(params ParameterGroup<T, AdoptOptions>[] groups)
        : base(groups)
    {
    }
}

/// <summary>An optimizer whose groups all have <see cref="AdanOptions"/>, where the algorithm is described.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class Adan<T> : Optimizer<T, AdanOptions>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public Adan(IEnumerable<Parameter<T>> parameters, AdanOptions? options = null)
        : base(parameters, options ?? new())
    {
    }

    /// <inheritdoc/>
    public Adan(params ParameterGroup<T, AdanOptions>[] groups)
        : base(groups)
    {
    }
}

/// <summary>An optimizer whose groups all have <see cref="AdEmaMixOptions"/>, where the algorithm is described.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class AdEmaMix<T> : Optimizer<T, AdEmaMixOptions>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public AdEmaMix(IEnumerable<Parameter<T>> parameters, AdEmaMixOptions? options = null)
        : base(parameters, options ?? new())
    {
    }

    /// <inheritdoc/>
    public AdEmaMix(params ParameterGroup<T, AdEmaMixOptions>[] groups)
        : base(groups)
    {
    }
}

/// <summary>An optimizer whose groups all have <see cref="ScheduleFreeAdamWOptions"/>, where the algorithm is described.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class ScheduleFreeAdamW<T> : Optimizer<T, ScheduleFreeAdamWOptions>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public ScheduleFreeAdamW(IEnumerable<Parameter<T>> parameters, ScheduleFreeAdamWOptions? options = null)
        : base(parameters, options ?? new())
    {
    }

    /// <inheritdoc/>
    public ScheduleFreeAdamW(params ParameterGroup<T, ScheduleFreeAdamWOptions>[] groups)
        : base(groups)
    {
    }
}

/// <summary>An optimizer whose groups all have <see cref="ScheduleFreeSgdOptions"/>, where the algorithm is described.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class ScheduleFreeSgd<T> : Optimizer<T, ScheduleFreeSgdOptions>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public ScheduleFreeSgd(IEnumerable<Parameter<T>> parameters, ScheduleFreeSgdOptions? options = null)
        : base(parameters, options ?? new())
    {
    }

    /// <inheritdoc/>
    public ScheduleFreeSgd(params ParameterGroup<T, ScheduleFreeSgdOptions>[] groups)
        : base(groups)
    {
    }
}

/// <summary>An optimizer whose groups all have <see cref="ScheduleFreeRAdamOptions"/>, where the algorithm is described.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class ScheduleFreeRAdam<T> : Optimizer<T, ScheduleFreeRAdamOptions>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public ScheduleFreeRAdam(IEnumerable<Parameter<T>> parameters, ScheduleFreeRAdamOptions? options = null)
        : base(parameters, options ?? new())
    {
    }

    /// <inheritdoc/>
    public ScheduleFreeRAdam(params ParameterGroup<T, ScheduleFreeRAdamOptions>[] groups)
        : base(groups)
    {
    }
}
