using System.Numerics;

namespace Eden.Tests.Support;

/// <summary>A few steps over a model with tiny, empty and large parameters, as one process or as a rank of several takes them.</summary>
internal sealed class RankRun<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public const int MicroBatches = 8;

    private static readonly long[][] Shapes = [[], [0], [5], [40_000], [3, 64, 256], [512, 128], [300, 170], [2, 3, 3, 3], [1, 70_000], [0, 4], [17]];

    private static readonly T[] Numbers = [.. Enumerable.Range(0, 100_003).Select(Number)];

    private readonly double _scale;

    /// <param name="groups">The groups over the parameters.</param>
    /// <param name="communicator">The other ranks; null for one process.</param>
    /// <param name="scale">What gradients are multiplied by.</param>
    public RankRun(Func<Parameter<T>[], ParameterGroup<T>[]> groups, ICommunicator? communicator, double scale = 1)
    {
        Parameter<T>[] parameters = [.. Shapes.Select((shape, i) => new Parameter<T>($"p{i}", shape))];
        for (int i = 0; i < parameters.Length; i++)
        {
            Fill(parameters[i].Value, i, 1);
        }

        _scale = scale;
        Optimizer = new Optimizer<T>(groups(parameters)) { Communicator = communicator };
    }

    public Optimizer<T> Optimizer { get; }

    public List<StepResult> Results { get; } = [];

    /// <summary>Takes a step over all micro-batches.</summary>
    /// <param name="t">The step, from 0. In step 1 p5 has no gradient; p6 gets its first from one micro-batch.</param>
    /// <param name="bad">An element whose gradient is NaN in one micro-batch.</param>
    public void Step(int t, (string Parameter, int Index)? bad = null)
    {
        Named("p5").HasGradient = t != 1;
        Results.Add(Optimizer.Step(MicroBatches, part => Differentiate(t, part, bad)));
    }

    public void Differentiate(int t, int part, (string Parameter, int Index)? bad = null)
    {
        foreach (Parameter<T> parameter in Optimizer.Parameters)
        {
            int number = int.Parse(parameter.Name[1..], System.Globalization.CultureInfo.InvariantCulture);
            if ((number == 5 && t == 1) || (number == 6 && t == 0 && part != 5))
            {
                continue;
            }

            parameter.HasGradient = true;
            Fill(parameter.Gradient, ((((t + 1) * 1000) + number) * MicroBatches) + part, _scale);
            if (bad is (string name, int index) && name == parameter.Name && part == 3)
            {
                parameter.Gradient[index] = T.NaN;
            }
        }
    }

    /// <summary>Values and state of all parameters; all ranks ask for them.</summary>
    public Dictionary<string, T[]> Snapshot()
    {
        Dictionary<string, T[]> arrays = [];
        foreach (Parameter<T> parameter in Optimizer.Parameters)
        {
            arrays.Add(parameter.Name, parameter.Value.ToArray());
            arrays.Add(parameter.Name + ".steps", [T.CreateTruncating(Optimizer.GetStepCount(parameter))]);
            foreach ((string name, T[] state) in Optimizer.GetState(parameter))
            {
                arrays.Add($"{parameter.Name}.{name}", state);
            }
        }

        return arrays;
    }

    public void Dispose()
    {
        Optimizer.Dispose();
        foreach (Parameter<T> parameter in Optimizer.Parameters)
        {
            parameter.Dispose();
        }
    }

    private Parameter<T> Named(string name) => Optimizer.Parameters.Single(parameter => parameter.Name == name);

    private static void Fill(Span<T> span, int seed, double scale)
    {
        int first = (int)((long)seed * 7919 % (Numbers.Length / 4));
        Numbers.AsSpan(first, span.Length).CopyTo(span);
        for (int i = 0; i < span.Length && scale != 1; i++)
        {
            span[i] *= T.CreateTruncating(scale);
        }
    }

    private static T Number(int index)
    {
        uint mixed = (uint)index * 2654435761u;
        return T.CreateTruncating((((mixed ^ (mixed >> 15)) * 2246822519u) / (double)uint.MaxValue) - 0.5);
    }
}
