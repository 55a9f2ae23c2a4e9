using System.Numerics;

namespace Eden;

/// <summary>An optimizer whose groups all have <see cref="AdamOptions"/>, where the algorithm is described.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class Adam<T> : Optimizer<T, AdamOptions>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public Adam(IEnumerable<Parameter<T>> parameters, AdamOptions? options = null)
        : base(parameters, options ?? new())
    {
    }

    /// <inheritdoc/>
    public Adam(params ParameterGroup<T, AdamOptions>[] groups)
        : base(groups)
    {
    }
}

/// <summary>An optimizer whose groups all have <see cref="AdamWOptions"/>, where the algorithm is described.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class AdamW<T> : Optimizer<T, AdamWOptions>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public AdamW(IEnumerable<Parameter<T>> parameters, AdamWOptions? options = null)
        : base(parameters, options ?? new())
    {
    }

    /// <inheritdoc/>
    public AdamW(params ParameterGroup<T, AdamWOptions>[] groups)
        : base(groups)
    {
    }
}

/// <summary>An optimizer whose groups all have <see cref="SgdOptions"/>, where the algorithm is described.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class Sgd<T> : Optimizer<T, SgdOptions>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public Sgd(IEnumerable<Parameter<T>> parameters, SgdOptions? options = null)
        : base(parameters, options ?? new())
    {
    }

    /// <inheritdoc/>
    public Sgd(params ParameterGroup<T, SgdOptions>[] groups)
        : base(groups)
    {
    }
}

/// <summary>An optimizer whose groups all have <see cref="NAdamOptions"/>, where the algorithm is described.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class NAdam<T> : Optimizer<T, NAdamOptions>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public NAdam(IEnumerable<Parameter<T>> parameters, NAdamOptions? options = null)
        : base(parameters, options ?? new())
    {
    }

    /// <inheritdoc/>
    public NAdam(params ParameterGroup<T, NAdamOptions>[] groups)
        : base(groups)
    {
    }
}

/// <summary>An optimizer whose groups all have <see cref="RAdamOptions"/>, where the algorithm is described.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class RAdam<T> : Optimizer<T, RAdamOptions>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public RAdam(IEnumerable<Parameter<T>> parameters, RAdamOptions? options = null)
        : base(parameters, options ?? new())
    {
    }

    /// <inheritdoc/>
    public RAdam(params ParameterGroup<T, RAdamOptions>[] groups)
        : base(groups)
    {
    }
}

/// <summary>An optimizer whose groups all have <see cref="AdamaxOptions"/>, where the algorithm is described.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class Adamax<T> : Optimizer<T, AdamaxOptions>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public Adamax(IEnumerable<Parameter<T>> parameters, AdamaxOptions? options = null)
        : base(parameters, options ?? new())
    {
    }

    /// <inheritdoc/>
    public Adamax(params ParameterGroup<T, AdamaxOptions>[] groups)
        : base(groups)
    {
    }
}

/// <summary>An optimizer whose groups all have <see cref="AdagradOptions"/>, where the algorithm is described.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class Adagrad<T> : Optimizer<T, AdagradOptions>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public Adagrad(IEnumerable<Parameter<T>> parameters, AdagradOptions? options = null)
        : base(parameters, options ?? new())
    {
    }

    /// <inheritdoc/>
    public Adagrad(params ParameterGroup<T, AdagradOptions>[] groups)
        : base(groups)
    {
    }
}

/// <summary>An optimizer whose groups all have <see cref="RmsPropOptions"/>, where the algorithm is described.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class RmsProp<T> : Optimizer<T, RmsPropOptions>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public RmsProp(IEnumerable<Parameter<T>> parameters, RmsPropOptions? options = null)
        : base(parameters, options ?? new())
    {
    }

    /// <inheritdoc/>
    public RmsProp(params ParameterGroup<T, RmsPropOptions>[] groups)
        : base(groups)
    {
    }
}

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

/// <summary>An optimizer whose groups all have <see cref="AdafactorOptions"/>, where the algorithm is described.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class Adafactor<T> : Optimizer<T, AdafactorOptions>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public Adafactor(IEnumerable<Parameter<T>> parameters, AdafactorOptions? options = null)
        : base(parameters, options ?? new())
    {
    }

    /// <inheritdoc/>
    public Adafactor(params ParameterGroup<T, AdafactorOptions>[] groups)
        : base(groups)
    {
    }
}
