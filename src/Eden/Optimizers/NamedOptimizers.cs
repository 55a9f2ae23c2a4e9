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

/// <summary>An optimizer whose groups all have <see cref="AdadeltaOptions"/>, where the algorithm is described.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class Adadelta<T> : Optimizer<T, AdadeltaOptions>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public Adadelta(IEnumerable<Parameter<T>> parameters, AdadeltaOptions? options = null)
        : base(parameters, options ?? new())
    {
    }

    /// <inheritdoc/>
    public Adadelta(params ParameterGroup<T, AdadeltaOptions>[] groups)
        : base(groups)
    {
    }
}

/// <summary>An optimizer whose groups all have <see cref="RpropOptions"/>, where the algorithm is described.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class Rprop<T> : Optimizer<T, RpropOptions>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public Rprop(IEnumerable<Parameter<T>> parameters, RpropOptions? options = null)
        : base(parameters, options ?? new())
    {
    }

    /// <inheritdoc/>
    public Rprop(params ParameterGroup<T, RpropOptions>[] groups)
        : base(groups)
    {
    }
}

/// <summary>An optimizer whose groups all have <see cref="AsgdOptions"/>, where the algorithm is described.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class Asgd<T> : Optimizer<T, AsgdOptions>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public Asgd(IEnumerable<Parameter<T>> parameters, AsgdOptions? options = null)
        : base(parameters, options ?? new())
    {
    }

    /// <inheritdoc/>
    public Asgd(params ParameterGroup<T, AsgdOptions>[] groups)
        : base(groups)
    {
    }
}

/// <summary>An optimizer whose groups all have <see cref="MuonOptions"/>, where the algorithm is described. Most models need
/// <see cref="Muon.WithAdamW"/> instead.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class Muon<T> : Optimizer<T, MuonOptions>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public Muon(IEnumerable<Parameter<T>> parameters, MuonOptions? options = null)
        : base(parameters, options ?? new())
    {
    }

    /// <inheritdoc/>
    public Muon(params ParameterGroup<T, MuonOptions>[] groups)
        : base(groups)
    {
    }
}

/// <summary>An optimizer whose groups all have <see cref="SparseAdamOptions"/>, where the algorithm is described.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class SparseAdam<T> : Optimizer<T, SparseAdamOptions>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public SparseAdam(IEnumerable<Parameter<T>> parameters, SparseAdamOptions? options = null)
        : base(parameters, options ?? new())
    {
    }

    /// <inheritdoc/>
    public SparseAdam(params ParameterGroup<T, SparseAdamOptions>[] groups)
        : base(groups)
    {
    }
}
