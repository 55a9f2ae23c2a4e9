using Eden.Lab.Claims;
using Eden.Lab.Recordings;
using Eden.Lab.Tests.Verification;

namespace Eden.Lab.Tests.Claims;

public class PyTorchAdamWTests
{
    /// <summary>PyTorch's vector code computes eight at a time; what is left over goes through scalar code that rounds
    /// otherwise.</summary>
    private const int VectorLength = 8;

    /// <summary>The free run of hundreds of steps, so that not one of them may round otherwise.</summary>
    [Theory]
    [InlineData("trace-adamw-long-f32.json")]
    [InlineData("trace-adamw-defaults-f32.json")]
    public void It_gives_the_recorded_weights_of_the_real_PyTorch_to_the_last_bit(string file)
    {
        TraceRecording recording = (TraceRecording)GoldenRecordings.Read(file);
        for (int parameter = 0; parameter < recording.Parameters.Count; parameter++)
        {
            float[] weight = [.. recording.Parameters[parameter].Initial.Select(value => (float)value)];
            int compared = weight.Length / VectorLength * VectorLength;
            PyTorchAdamW optimizer = new(weight.Length) { LearningRate = recording.Steps[0].LearningRates[0], WeightDecay = 0.01 };
            foreach (TraceStep step in recording.Steps)
            {
                optimizer.Step(weight, [.. step.Gradients[parameter]!.Values.Select(value => (float)value)]);
                Assert.Equal(step.Parameters[parameter].Take(compared).Select(value => (float)value), weight.Take(compared));
            }
        }

        Assert.Contains(recording.Parameters, parameter => parameter.Initial.Length >= VectorLength);
    }
}
