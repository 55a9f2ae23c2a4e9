using System.Numerics;

namespace Eden.Tests.Support;

/// <summary>What the table test knows of one optimizer.</summary>
/// <param name="name">The class, without its type argument.</param>
/// <param name="rule">The file under src/Eden/Rules that holds its formula.</param>
internal abstract class OptimizerRow(string name, string rule)
{
    public string Name { get; } = name;

    public string Rule { get; } = rule;

    /// <summary>Options that together take every branch of the rule.</summary>
    public abstract IReadOnlyList<OptimizerOptions> Options { get; }

    public abstract Type OptionsType { get; }

    public abstract Optimizer<T> Create<T>(IEnumerable<Parameter<T>> parameters, OptimizerOptions options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    public abstract Optimizer<float> Copy(Optimizer<float> optimizer, IEnumerable<Parameter<float>> parameters);

    public abstract Oracle StartOracle(OptimizerOptions options, int length);

    public override string ToString() => Name;
}

/// <inheritdoc/>
internal sealed class OptimizerRow<TOptions>(
    string name,
    string rule,
    TOptions[] options,
    Func<IEnumerable<Parameter<float>>, TOptions, Optimizer<float>> createSingle,
    Func<IEnumerable<Parameter<double>>, TOptions, Optimizer<double>> createDouble,
    Func<TOptions, int, Oracle> startOracle) : OptimizerRow(name, rule)
    where TOptions : OptimizerOptions
{
    public override IReadOnlyList<OptimizerOptions> Options => options;

    public override Type OptionsType => typeof(TOptions);

    public override Optimizer<T> Create<T>(IEnumerable<Parameter<T>> parameters, OptimizerOptions options)
    {
        object optimizer = typeof(T) == typeof(float)
            ? createSingle((IEnumerable<Parameter<float>>)parameters, (TOptions)options)
            : createDouble((IEnumerable<Parameter<double>>)parameters, (TOptions)options);
        return (Optimizer<T>)optimizer;
    }

    public override Optimizer<float> Copy(Optimizer<float> optimizer, IEnumerable<Parameter<float>> parameters) =>
        ((Optimizer<float, TOptions>)optimizer).CopyFor(parameters);

    public override Oracle StartOracle(OptimizerOptions options, int length) => startOracle((TOptions)options, length);
}
