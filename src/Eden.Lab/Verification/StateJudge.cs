using Eden.Lab.Recordings;

namespace Eden.Lab.Verification;

/// <summary>The tolerances of <see cref="StateJudge"/>.</summary>
/// <param name="Relative">The share of a tensor's largest number by which its numbers may differ.</param>
/// <param name="Unit">The units that rounding is allowed, times ε.</param>
internal readonly record struct StateTolerance(double Relative, double Unit);

/// <summary>Compares what Eden remembers of a parameter after the last step with what PyTorch remembered.</summary>
/// <param name="path">The path of the parameter's state in it.</param>
/// <param name="parameter">The parameter's name.</param>
/// <param name="recorded">The recorded state by PyTorch's names.</param>
/// <param name="tolerance">How much the numbers may differ.</param>
/// <param name="meter">Where the differences go.</param>
internal sealed class StateJudge(string source, string path, string parameter, IReadOnlyDictionary<string, RecordedState> recorded, StateTolerance tolerance, DifferenceMeter meter)
{
    private const string StepName = "step";

    private bool _hasStepped;

    /// <summary>Compares step counts, which must be equal.</summary>
    public void JudgeSteps(long steps, bool isRequired)
    {
        _hasStepped = steps > 0;
        if (!recorded.TryGetValue(StepName, out RecordedState? state))
        {
            if (isRequired && _hasStepped)
            {
                throw RecordingError.At(source, path, $"'{StepName}' is missing");
            }

            return;
        }

        double[] values = state.Values;
        if (values.Length != 1)
        {
            throw RecordingError.At(source, $"{path}.{StepName}", $"expected one number, found {values.Length}");
        }

        meter.Add(values[0] == steps ? 0 : double.PositiveInfinity, values[0], steps, new RecordedArray($"{path}.{StepName}", null, parameter), 0);
    }

    public void JudgeArrays(Dictionary<string, double[]> computed, StateHistory history, string optimizer)
    {
        string? stranger = recorded.Keys.FirstOrDefault(name => name != StepName && !computed.ContainsKey(name));
        if (stranger is not null)
        {
            throw RecordingError.At(source, $"{path}.{Printable.Of(stranger)}", $"Eden's {optimizer} keeps no such state under these options");
        }

        foreach ((string name, double[] values) in computed)
        {
            if (recorded.TryGetValue(name, out RecordedState? expected))
            {
                JudgeArray(name, expected.Values, values, history);
            }
            else if (_hasStepped)
            {
                throw RecordingError.At(source, path, $"'{name}' is missing");
            }
        }
    }

    private void JudgeArray(string name, double[] expected, double[] values, StateHistory history)
    {
        if (expected.Length != values.Length)
        {
            throw RecordingError.At(source, $"{path}.{name}", $"expected {values.Length} numbers, found {expected.Length}");
        }

        // Where PyTorch 1.13 keeps an infinity, a moment of Eden's may be NaN: m + (1−β)(g − m) is, with m and g infinite.
        double[] tolerant = [.. values.Select((value, i) => double.IsNaN(value) && double.IsInfinity(expected[i]) ? expected[i] : value)];
        meter.AddTensor(tolerance.Relative, expected, tolerant, new RecordedArray($"{path}.{name}", null, parameter), history.Rounding(name, tolerance.Unit, values.Length));
    }
}
