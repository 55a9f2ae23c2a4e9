using System.Numerics;
using Eden.Lab.Recordings;

namespace Eden.Lab.Verification;

/// <summary>What the replays of one file's traces gathered: one trace, or one per model of an experiment.</summary>
/// <param name="elementType">The type in which the runs computed.</param>
/// <param name="units">How many units of <see cref="Agreement"/> a parameter may differ by after a step.</param>
/// <param name="shareOfChange">The share of the largest change that it may differ by besides.</param>
internal sealed class TraceComparison(ElementType elementType, double units, double shareOfChange = 0)
{
    private const double StateShare32 = 1e-5;
    private const double StateShare64 = 1e-12;

    private readonly DistanceMeter _freeRun = new();
    private readonly DistanceMeter _edenFromExact = new();
    private readonly DistanceMeter _pyTorchFromExact = new();

    public DifferenceMeter Parameters { get; } = new("parameters");

    public DifferenceMeter State { get; } = new("state");

    public Distance FreeRun => _freeRun.ToDistance();

    /// <summary>For float32 only: in float64 the oracle's own rounding is as large as what it would measure.</summary>
    public Distance? EdenFromExact => elementType == ElementType.Bits32 ? _edenFromExact.ToDistance() : null;

    public Distance? PyTorchFromExact => elementType == ElementType.Bits32 ? _pyTorchFromExact.ToDistance() : null;

    /// <summary>Replays a trace three ways: each step from the recorded values of the step before, which is judged; freely
    /// from the start; and freely by the paper's algorithm in double.</summary>
    /// <param name="pathOf">The path in the file of the values of a parameter after a step.</param>
    public void Run(TraceRecording trace, RegisteredOptimizer optimizer, Func<int, string, string> pathOf, CancellationToken cancellation)
    {
        OptimizerOptions[] options = RecordedOptions.Read(optimizer, trace, trace.Groups, index => $"groups[{index}].options");
        if (elementType == ElementType.Bits32)
        {
            Run<float>(trace, optimizer, options, pathOf, cancellation);
        }
        else
        {
            Run<double>(trace, optimizer, options, pathOf, cancellation);
        }
    }

    private void Run<T>(TraceRecording trace, RegisteredOptimizer optimizer, OptimizerOptions[] options, Func<int, string, string> pathOf, CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using Replay<T> judged = new(options, trace);
        using Replay<T> free = new(options, trace);
        ExactReplay? exact = elementType == ElementType.Bits32 ? new(options, trace) : null;
        Agreement[] agreements = [.. trace.Groups.Select(_ => new Agreement(elementType, units, shareOfChange))];
        StateHistory[] histories = [.. trace.FinalState.Select(_ => new StateHistory())];
        IReadOnlyList<double[]> before = [.. trace.Parameters.Select(parameter => parameter.Initial)];
        for (int i = 0; i < trace.Steps.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            TraceStep step = trace.Steps[i];
            judged.SetValues(before);
            try
            {
                judged.Step(step);
            }
            catch (ArgumentOutOfRangeException exception)
            {
                // A learning rate that the type of the parameters does not hold.
                throw RecordingError.At(trace.Source, $"steps[{i}].lr", exception.Message.Split(" (Parameter '")[0]);
            }

            JudgeStep(trace, i, before, judged, agreements, pathOf);
            for (int parameter = 0; parameter < histories.Length; parameter++)
            {
                if (optimizer.Defaults.KeepsAverages)
                {
                    histories[parameter].Observe(judged.State(parameter));
                }
            }

            free.Step(step);
            exact?.Step(step);
            Measure(step, free, exact);
            before = step.Parameters;
        }

        JudgeState(trace, optimizer, judged, histories);
    }

    private void JudgeStep<T>(TraceRecording trace, int index, IReadOnlyList<double[]> before, Replay<T> judged, Agreement[] agreements, Func<int, string, string> pathOf)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TraceStep step = trace.Steps[index];
        for (int group = 0; group < agreements.Length; group++)
        {
            IReadOnlyList<int> members = trace.Groups[group].Parameters;
            foreach (int member in members)
            {
                for (int i = 0; i < before[member].Length; i++)
                {
                    agreements[group].Observe(before[member][i], step.Parameters[member][i]);
                }
            }

            foreach (int member in members)
            {
                string name = trace.Parameters[member].Name;
                RecordedArray array = new(pathOf(index, name), index, name);
                ReadOnlySpan<T> values = judged.Values(member);
                for (int i = 0; i < values.Length; i++)
                {
                    double recorded = step.Parameters[member][i];
                    double computed = double.CreateTruncating(values[i]);
                    Parameters.Add(agreements[group].Share(before[member][i], recorded, computed), recorded, computed, array, i);
                }
            }
        }
    }

    private void Measure<T>(TraceStep step, Replay<T> free, ExactReplay? exact)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int parameter = 0; parameter < step.Parameters.Length; parameter++)
        {
            ReadOnlySpan<T> values = free.Values(parameter);
            for (int i = 0; i < values.Length; i++)
            {
                double recorded = step.Parameters[parameter][i];
                double computed = double.CreateTruncating(values[i]);
                _freeRun.Add(computed, recorded);
                if (exact is not null)
                {
                    _edenFromExact.Add(computed, exact.Values(parameter)[i]);
                    _pyTorchFromExact.Add(recorded, exact.Values(parameter)[i]);
                }
            }
        }
    }

    private void JudgeState<T>(TraceRecording trace, RegisteredOptimizer optimizer, Replay<T> judged, StateHistory[] histories)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        StateTolerance tolerance = new(elementType == ElementType.Bits32 ? StateShare32 : StateShare64, units * elementType.Epsilon());
        for (int i = 0; i < trace.FinalState.Count; i++)
        {
            string name = trace.Parameters[i].Name;
            StateJudge judge = new(trace.Source, $"final_state.{Printable.Of(name)}", name, trace.FinalState[i], tolerance, State);
            judge.JudgeSteps(judged.StepCount(i), optimizer.CountsSteps);
            judge.JudgeArrays(judged.State(i).Concat(judged.StateOfSteps(i)).ToDictionary(), histories[i], optimizer.Recorded!);
        }
    }
}
