using Eden.Lab.Recordings;
using Eden.Lab.Verification;

namespace Eden.Lab.Tests.Verification;

/// <summary>A recording that says something else than PyTorch did must fail, wherever it says so.</summary>
public class TamperingTests
{
    public static TheoryData<string> Traces => [.. GoldenRecordings.Names.Where(name => name.StartsWith("trace", StringComparison.Ordinal))];

    public static TheoryData<string> TracesWithGradients => [.. Traces.Select(row => row.Data).Where(name => !name.Contains("zero-grads", StringComparison.Ordinal))];

    /// <summary>Without those of products in bfloat16, which may differ by 0.4 of the largest change.</summary>
    public static TheoryData<string> ExactTraces => [.. Traces.Select(row => row.Data).Where(name => !name.Contains("bf16", StringComparison.Ordinal))];

    public static TheoryData<string> Experiments => [.. GoldenRecordings.Names.Where(name => name.StartsWith("experiment", StringComparison.Ordinal))];

    public static TheoryData<string> Trainings => [.. GoldenRecordings.Names.Where(name => name.StartsWith("mlp", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(ExactTraces))]
    public void One_parameter_value_after_one_step_changed_a_little_fails_the_trace_and_is_named(string name)
    {
        TraceRecording trace = (TraceRecording)GoldenRecordings.Read(name);
        Xoshiro256 random = new(11);
        for (int i = 0; i < 8; i++)
        {
            int step = i == 0 ? trace.Steps.Count - 1 : Draw(random, trace.Steps.Count);
            int parameter = Draw(random, trace.Parameters.Count);
            double[] values = trace.Steps[step].Parameters[parameter];
            int index = Draw(random, values.Length);
            double original = values[index];
            values[index] = trace.ElementType.Narrow(Changed(original));

            VerificationResult result = Verify(trace);

            values[index] = original;
            Assert.Equal(Verdict.Fail, result.Verdict);
            Assert.Equal($"steps[{step}].params.{trace.Parameters[parameter].Name}[{index}]", result.Differences[0].First!.Place);
            Assert.Equal((step, trace.Parameters[parameter].Name, index), (result.Differences[0].First!.Step, result.Differences[0].First!.Parameter, result.Differences[0].First!.Index));
        }

        Assert.Equal(Verdict.Pass, Verify(trace).Verdict);
    }

    [Theory]
    [MemberData(nameof(Traces))]
    public void One_number_of_the_final_state_changed_fails_the_trace_and_is_named(string name)
    {
        TraceRecording trace = (TraceRecording)GoldenRecordings.Read(name);
        for (int parameter = 0; parameter < trace.Parameters.Count; parameter++)
        {
            foreach ((string stateName, RecordedState state) in trace.FinalState[parameter])
            {
                double[] values = state.Values;
                int largest = Array.IndexOf(values, values.MaxBy(Math.Abs));
                double original = values[largest];
                values[largest] = stateName == "step" ? original + 1 : original == 0 ? 1e-3 : original * 1.001;

                VerificationResult result = Verify(trace);

                values[largest] = original;
                Assert.Equal(Verdict.Fail, result.Verdict);
                Assert.Equal($"final_state.{trace.Parameters[parameter].Name}.{stateName}[{largest}]", result.Differences[1].Largest!.Place);
            }
        }
    }

    [Theory]
    [MemberData(nameof(TracesWithGradients))]
    public void A_gradient_of_the_other_sign_fails_the_trace(string name)
    {
        TraceRecording trace = (TraceRecording)GoldenRecordings.Read(name);

        // ADOPT's first step takes only the squares of the gradient.
        double[] gradient = trace.Steps[1].Gradients.First(gradient => gradient?.Values.Any(value => value != 0) == true)!.Values;
        for (int i = 0; i < gradient.Length; i++)
        {
            gradient[i] = -gradient[i];
        }

        Assert.Equal(Verdict.Fail, Verify(trace).Verdict);
    }

    [Theory]
    [MemberData(nameof(Experiments))]
    public void One_weight_of_one_epoch_changed_a_little_fails_the_experiment(string name)
    {
        ExperimentRecording experiment = (ExperimentRecording)GoldenRecordings.Read(name);
        foreach (string model in ExperimentModels.All)
        {
            for (int i = 0; i < 4; i++)
            {
                int epoch = i * (experiment.Epochs.Count - 1) / 3;
                double[] weight = (double[])experiment.Epochs[epoch].Models[model].Weight;
                double original = weight[i % weight.Length];
                weight[i % weight.Length] = experiment.ElementType.Narrow(Changed(original));

                VerificationResult result = Verify(experiment);

                weight[i % weight.Length] = original;
                Assert.Equal(Verdict.Fail, result.Verdict);
                Assert.Equal($"epochs[{epoch}].models.{model}.weight[{i % weight.Length}]", result.Differences[0].First!.Place);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Experiments))]
    public void One_gradient_of_one_epoch_changed_a_little_fails_the_experiment(string name)
    {
        ExperimentRecording experiment = (ExperimentRecording)GoldenRecordings.Read(name);
        foreach (string model in ExperimentModels.All)
        {
            double[] gradient = (double[])experiment.Epochs[0].Models[model].Gradient;
            double original = gradient[1];
            gradient[1] *= 1.0001;

            VerificationResult result = Verify(experiment);

            gradient[1] = original;
            Assert.Equal(Verdict.Fail, result.Verdict);
            Assert.Equal($"epochs[0].models.{model}.grad[1]", result.Differences[1].First!.Place);
        }
    }

    [Theory]
    [MemberData(nameof(Trainings))]
    public void One_loss_changed_a_little_fails_the_training(string name)
    {
        DigitsRecording digits = (DigitsRecording)GoldenRecordings.Read(name);
        double[] losses = [.. digits.Losses];
        losses[^1] *= 1.0005;

        VerificationResult result = Verify(digits with { Losses = losses });

        Assert.Equal(Verdict.Fail, result.Verdict);
        Assert.Equal($"loss_per_step[{losses.Length - 1}]", result.Differences[0].First!.Place);
        Assert.Equal(1, result.Differences[0].Beyond);
    }

    private static VerificationResult Verify(Recording recording) => RecordingVerifier.Verify(recording, cancellation: TestContext.Current.CancellationToken);

    private static double Changed(double value) => value + (1e-5 * Math.Abs(value)) + 1e-5;

    private static int Draw(Xoshiro256 random, int count) => (int)(random.NextDouble() * count);
}
