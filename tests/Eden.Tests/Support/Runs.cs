using System.Numerics;
using Eden.Kernels;

namespace Eden.Tests.Support;

/// <summary>The ways to run a problem through the library.</summary>
internal static class Runs
{
    public static Outcome<T> WithOptimizer<T>(Problem problem, ProblemData<T> data, LaneWidth width, EngineOptions? engine = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using Parameter<T> parameter = Parameter<T>.Wrap("p", data.Initial.ToArray(), problem.Shape);
        using Optimizer<T> optimizer = Create([parameter], problem.Options);
        optimizer.LaneWidth = width;
        optimizer.Engine = engine ?? optimizer.Engine;
        List<T[]> values = [];
        for (int t = 0; t < problem.Steps; t++)
        {
            parameter.HasGradient = true;
            data.Gradients[t].CopyTo(parameter.Gradient);
            optimizer.Groups[0].ScheduleMultiplier = data.Multipliers[t];
            optimizer.Step();
            values.Add(parameter.Value.ToArray());
        }

        return new(values, [.. optimizer.GetState(parameter).Values]);
    }

    /// <summary>Through the span entry, each step in parts that end at the given indices.</summary>
    public static Outcome<T> WithSpans<T>(Problem problem, ProblemData<T> data, LaneWidth width, params int[] cuts)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] value = [.. data.Initial];
        T[][] state = StartOfState<T>(problem);
        List<T[]> values = [];
        for (int t = 0; t < problem.Steps; t++)
        {
            int start = 0;
            foreach (int end in (int[])[.. cuts, value.Length])
            {
                Span<T> Part(int i) => i >= state.Length ? default : cuts.Length == 0 ? state[i] : state[i].AsSpan(start..end);
                Fused.Run(value.AsSpan(start..end), data.Gradients[t].AsSpan(start..end), Part(0), Part(1), Part(2), t + 1, problem.Options, data.Multipliers[t], width, Part(3), cuts.Length == 0 ? problem.Shape : default);
                start = end;
            }

            values.Add([.. value]);
        }

        return new(values, state);
    }

    /// <summary>Through the public methods of <see cref="Fused"/>, in the width that the program chose.</summary>
    public static Outcome<T> WithPublicSpans<T>(Problem problem, ProblemData<T> data)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] value = [.. data.Initial];
        T[][] state = StartOfState<T>(problem);
        List<T[]> values = [];
        for (int t = 0; t < problem.Steps; t++)
        {
            double eta = data.Multipliers[t];
            switch (problem.Options)
            {
                case AdamOptions adam:
                    Fused.Adam(value, data.Gradients[t], state[0], state[1], t + 1, adam, state.ElementAtOrDefault(2), eta);
                    break;
                case AdamWOptions adamW:
                    Fused.AdamW(value, data.Gradients[t], state[0], state[1], t + 1, adamW, state.ElementAtOrDefault(2), eta);
                    break;
                default:
                    Fused.Sgd(value, data.Gradients[t], state.ElementAtOrDefault(0), t + 1, (SgdOptions)problem.Options, eta);
                    break;
            }

            values.Add([.. value]);
        }

        return new(values, state);
    }

    private static T[][] StartOfState<T>(Problem problem)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => [.. problem.Options.DescribeState([problem.Length]).Select(array =>
        {
            T[] state = new T[array.Length];
            Array.Fill(state, T.CreateTruncating(array.InitialValue));
            return state;
        })];

    public static Optimizer<T> Create<T>(IEnumerable<Parameter<T>> parameters, OptimizerOptions options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(parameters, options);
}
