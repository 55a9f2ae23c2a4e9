using System.Numerics;
using Eden.Kernels;

namespace Eden.Tests.Support;

/// <summary>A few steps over a model with tiny, empty and large parameters, as one process or as a rank of several takes them.</summary>
internal sealed class RankRun<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The step in which <see cref="Absent"/> has no gradient.</summary>
    private const int StepWithoutGradient = 1;

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
        Own = communicator is null ? Share.Whole(parameters.Length) : Optimizer.RangesFor(communicator.Size)[communicator.Rank];
    }

    public Optimizer<T> Optimizer { get; }

    /// <summary>The range of this rank.</summary>
    public Share Own { get; }

    public List<StepResult> Results { get; } = [];

    private static int Absent => 5;

    /// <summary>The part of a parameter that is this rank's.</summary>
    public Range RangeIn(int index)
    {
        bool isOutside = index < Own.Start.Segment || index >= Own.EndSegment;
        (nint begin, nint end) = isOutside ? default : Own.RangeIn(index, Optimizer.Parameters[index].Length);
        return (int)begin..(int)end;
    }

    /// <summary>Takes a step with this rank's gradients alone: all others are NaN.</summary>
    /// <param name="t">The step, from 0.</param>
    /// <param name="bad">Elements whose gradients are NaN, counted through the parameters.</param>
    public void Step(int t, params (int Parameter, int Index)[] bad)
    {
        for (int i = 0; i < Optimizer.Parameters.Count; i++)
        {
            Parameter<T> parameter = Optimizer.Parameters[i];
            parameter.HasGradient = t != StepWithoutGradient || parameter.Name != $"p{Absent}";
            if (parameter.HasGradient)
            {
                parameter.Gradient.Fill(T.NaN);
                Fill(parameter.Gradient, ((t + 1) * 1000) + i, _scale, RangeIn(i));
            }
        }

        foreach ((int parameter, int index) in bad)
        {
            Optimizer.Parameters[parameter].Gradient[index] = T.NaN;
        }

        Results.Add(Optimizer.Step());
    }

    public void Dispose()
    {
        Optimizer.Dispose();
        foreach (Parameter<T> parameter in Optimizer.Parameters)
        {
            parameter.Dispose();
        }
    }

    /// <summary>What a value of the parameter of a number is before the first step.</summary>
    public static T Initial(int parameter, int index) => Numbers[((parameter * 7919) + index) % Numbers.Length];

    private static void Fill(Span<T> span, int seed, double scale, Range? range = null)
    {
        (int offset, int length) = (range ?? Range.All).GetOffsetAndLength(span.Length);
        for (int i = offset; i < offset + length; i++)
        {
            span[i] = Numbers[(int)((((long)seed * 7919) + i) % Numbers.Length)] * T.CreateTruncating(scale);
        }
    }

    private static T Number(int index)
    {
        uint mixed = (uint)index * 2654435761u;
        return T.CreateTruncating((((mixed ^ (mixed >> 15)) * 2246822519u) / (double)uint.MaxValue) - 0.5);
    }
}
