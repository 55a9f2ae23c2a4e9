using System.Numerics;
using Eden.Tests.Support;

namespace Eden.Tests.Checkpoints;

/// <summary>A small model with gradients that are a function of seed and step, so that any step can be taken anywhere.</summary>
internal sealed class Model<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ulong _seed;

    public Model(ulong seed, Func<IEnumerable<Parameter<T>>, Optimizer<T>> create)
        : this(seed, [new("fc.weight", 5, 7), new("fc.bias", 7), new("scale"), new("late", 3)], create)
    {
    }

    public Model(ulong seed, OptimizerOptions options)
        : this(
            seed,
            [new("fc.weight", 5, 7), new("fc.bias", Shapes.Taken(options, 7)), new("scale", Shapes.Taken(options)), new("late", Shapes.Taken(options, 3))],
            parameters => Runs.Create(parameters, options))
    {
    }

    private Model(ulong seed, Parameter<T>[] parameters, Func<IEnumerable<Parameter<T>>, Optimizer<T>> create)
    {
        _seed = seed;
        Parameters = parameters;
        Xoshiro256 random = new(seed);
        foreach (Parameter<T> parameter in Parameters)
        {
            Fill(parameter.Value, random);
        }

        Optimizer = create(Parameters);
    }

    public Parameter<T>[] Parameters { get; }

    public Optimizer<T> Optimizer { get; }

    /// <summary>Takes steps; "late" has a gradient in every third only, so that step counts differ.</summary>
    public void Run(long from, long to)
    {
        for (long step = from; step < to; step++)
        {
            Xoshiro256 random = new(_seed ^ (ulong)(1000 + step));
            foreach (Parameter<T> parameter in Parameters)
            {
                parameter.HasGradient = true;
                Fill(parameter.Gradient, random);
            }

            Parameters[3].HasGradient = step % 3 == 2;
            foreach (ParameterGroup<T> group in Optimizer.Groups)
            {
                group.ScheduleMultiplier = 1.0 / (1 + step);
            }

            Optimizer.Step();
        }
    }

    /// <summary>All that a run leaves, as text: values, states by name, step counts.</summary>
    public string Snapshot()
    {
        IEnumerable<string> lines = Parameters.Select(parameter =>
            $"{parameter} {Optimizer.GetStepCount(parameter)} {Text(parameter.Value)} {string.Join(' ', Optimizer.GetState(parameter).Select(state => state.Key + " " + Text(state.Value)))}");
        return string.Join('\n', lines.Concat(Optimizer.Groups.Select(group => $"{group.Options} {group.ScheduleMultiplier:R}"))
            .Append($"{Optimizer.GradientOptions} {Optimizer.LossScale:R} {Optimizer.SkippedSteps}"));
    }

    public void Dispose() => Optimizer.Dispose();

    private static string Text(ReadOnlySpan<T> values) => Convert.ToHexString(System.Runtime.InteropServices.MemoryMarshal.AsBytes(values));

    private static void Fill(Span<T> values, Xoshiro256 random)
    {
        foreach (ref T value in values)
        {
            value = T.CreateTruncating(random.NextNormal());
        }
    }
}
