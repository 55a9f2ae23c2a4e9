using System.Numerics;
using Eden.Lab.Recordings;

namespace Eden.Lab.Verification;

/// <summary>One step of a paper's algorithm, in double, for one parameter.</summary>
/// <param name="values">The values, updated in place.</param>
/// <param name="gradient">Their gradient.</param>
/// <param name="learningRate">The learning rate of this step.</param>
internal delegate void ExactStep(double[] values, double[] gradient, double learningRate);

/// <summary>How one optimizer of PyTorch is replayed.</summary>
internal abstract class OptimizerRow(string name, bool countsSteps)
{
    /// <summary>PyTorch's name.</summary>
    public string Name { get; } = name;

    /// <summary>Whether PyTorch keeps a step count in the state.</summary>
    public bool CountsSteps { get; } = countsSteps;

    /// <summary>Understands the options of a group.</summary>
    /// <param name="options">The options.</param>
    /// <param name="type">The type of the parameters, which must hold the options too.</param>
    /// <exception cref="InputException">An option is unknown, of the wrong kind or out of range.</exception>
    public abstract OptimizerOptions ReadOptions(TorchOptions options, ElementType type = ElementType.Bits64);

    /// <summary>Makes Eden's optimizer.</summary>
    /// <param name="groups">The parameters of each group and what <see cref="ReadOptions"/> made of its options.</param>
    public abstract Optimizer<T> Create<T>(IReadOnlyList<(IEnumerable<Parameter<T>> Parameters, OptimizerOptions Options)> groups)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>What PyTorch keeps as state and Eden computes from the number of steps, by PyTorch's names.</summary>
    public abstract Dictionary<string, double[]> StateOfSteps(OptimizerOptions options, long steps);

    /// <summary>Starts the paper's algorithm for one parameter.</summary>
    public abstract ExactStep StartExact(OptimizerOptions options, int length);
}

/// <inheritdoc/>
internal sealed class OptimizerRow<TOptions>(
    string name,
    bool countsSteps,
    Func<TorchOptions, TOptions> readOptions,
    Func<ParameterGroup<float, TOptions>[], Optimizer<float>> createSingle,
    Func<ParameterGroup<double, TOptions>[], Optimizer<double>> createDouble,
    Func<TOptions, int, ExactStep> startExact,
    Func<TOptions, long, Dictionary<string, double[]>>? stateOfSteps = null) : OptimizerRow(name, countsSteps)
    where TOptions : OptimizerOptions
{
    public override OptimizerOptions ReadOptions(TorchOptions options, ElementType type = ElementType.Bits64)
    {
        TOptions result;
        try
        {
            result = readOptions(options);

            // A group refuses options that contradict each other, an optimizer those that its type does not hold.
            using IDisposable optimizer = type == ElementType.Bits32
                ? createSingle([new([new Parameter<float>("none", 0)], result)])
                : createDouble([new([new Parameter<double>("none", 0)], result)]);
        }
        catch (ArgumentException exception)
        {
            // Up to there the message says which option, its value and what is allowed.
            throw RecordingError.At(options.Source, options.Path, exception.Message.Split(" (Parameter '")[0]);
        }

        options.RefuseUnread(Name);
        return result;
    }

    public override Optimizer<T> Create<T>(IReadOnlyList<(IEnumerable<Parameter<T>> Parameters, OptimizerOptions Options)> groups)
    {
        object typed = groups.Select(group => new ParameterGroup<T, TOptions>(group.Parameters, (TOptions)group.Options)).ToArray();
        object optimizer = typeof(T) == typeof(float)
            ? createSingle((ParameterGroup<float, TOptions>[])typed)
            : createDouble((ParameterGroup<double, TOptions>[])typed);
        return (Optimizer<T>)optimizer;
    }

    public override Dictionary<string, double[]> StateOfSteps(OptimizerOptions options, long steps) =>
        stateOfSteps?.Invoke((TOptions)options, steps) ?? new(StringComparer.Ordinal);

    public override ExactStep StartExact(OptimizerOptions options, int length) => startExact((TOptions)options, length);
}
