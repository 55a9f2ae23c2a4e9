using Eden.Lab.Recordings;

namespace Eden.Lab.Verification;

/// <summary>The paper's algorithm in double on the parameters of a recording, from the recorded start and gradients.</summary>
internal sealed class ExactReplay
{
    private readonly double[][] _values;
    private readonly Oracle[] _oracles;
    private readonly int[] _groupOf;

    public ExactReplay(OptimizerOptions[] options, TraceRecording trace)
    {
        _values = [.. trace.Parameters.Select(parameter => (double[])parameter.Initial.Clone())];
        _oracles = new Oracle[_values.Length];
        _groupOf = new int[_values.Length];
        for (int group = 0; group < options.Length; group++)
        {
            foreach (int member in trace.Groups[group].Parameters)
            {
                _oracles[member] = Oracle.Of(options[group], [.. trace.Parameters[member].Shape.Select(dimension => (int)dimension)], trace.ElementType.Epsilon());
                _groupOf[member] = group;
            }
        }
    }

    public ReadOnlySpan<double> Values(int parameter) => _values[parameter];

    /// <summary>Takes one step with the recorded gradients and learning rates.</summary>
    public void Step(TraceStep step)
    {
        for (int i = 0; i < _values.Length; i++)
        {
            if (step.Gradients[i] is RecordedGradient gradient)
            {
                _oracles[i].SetLearningRate(step.LearningRates[_groupOf[i]]);
                if (gradient.Rows is null)
                {
                    _oracles[i].Step(_values[i], gradient.Values);
                }
                else
                {
                    _oracles[i].StepRows(_values[i], [.. gradient.Rows], gradient.Values);
                }
            }
        }
    }
}
