using System.Globalization;
using System.Numerics;
using Eden.Checkpoints;
using Eden.Lab.Recordings;
using Eden.Lab.Verification;

namespace Eden.Lab.Tests.Checkpoints;

/// <summary>A training that PyTorch began goes on here.</summary>
public sealed class ResumeFromPyTorchTests
{
    public static TheoryData<string> Runs => DigitsRun.Names;

    [Theory]
    [MemberData(nameof(Runs))]
    public void The_remaining_steps_have_the_losses_that_PyTorch_recorded(string name)
    {
        DigitsRun run = DigitsRun.Read(name);
        if (run.Recording.ElementType == ElementType.Bits32)
        {
            GoOn<float>(run);
        }
        else
        {
            GoOn<double>(run);
        }
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public void Names_are_found_by_shape_where_nobody_gives_them(string name)
    {
        DigitsRun run = DigitsRun.Read(name);
        string kind = run.Recording.Optimizer switch { "SGD" => "Sgd", "RMSprop" => "RmsProp", string other => other };
        if (name.Contains("plain", StringComparison.Ordinal))
        {
            CheckpointException exception = Assert.Throws<CheckpointException>(() => PyTorchFile.Open(run.Checkpoint));
            Assert.Contains("number 0 (without state) may be '0.weight', '0.bias', '2.weight', '2.bias'", exception.Message, StringComparison.Ordinal);
            return;
        }

        using Checkpoint checkpoint = PyTorchFile.Open(run.Checkpoint, new PyTorchReadOptions { Optimizer = kind });
        string[] states = [.. checkpoint.Tensors.Select(tensor => tensor.Name).Where(tensor => tensor.StartsWith("0.bias.", StringComparison.Ordinal))];
        Assert.NotEmpty(states);
        Assert.All(states, state => Assert.True(checkpoint.TryGetTensor(state, out CheckpointTensor? tensor) && tensor.Shape.SequenceEqual([(long)run.Recording.Layers[1]])));
    }

    private static void GoOn<T>(DigitsRun run)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using DigitsTraining<T> training = run.Start<T>(rate: 0.5);
        TrainingState<T> state = new(training.Optimizer);
        using (Checkpoint checkpoint = PyTorchFile.Open(run.Checkpoint, training.Optimizer))
        {
            LoadReport report = state.Load(checkpoint);
            Assert.Empty(report.Misfits);
        }

        Assert.InRange(state.Step, 1, run.Recording.Losses.Count - 1);
        for (int step = (int)state.Step; step < run.Recording.Losses.Count; step++)
        {
            double recorded = run.Recording.Losses[step];
            double computed = training.Step(step);
            Assert.True(Math.Abs(computed - recorded) <= run.Tolerance * Math.Abs(recorded), string.Create(CultureInfo.InvariantCulture, $"Step {step}: the loss is {computed:R} and was {recorded:R}."));
        }
    }
}
