using System.Numerics;
using Eden.Lab.Recordings;
using Eden.Lab.Verification;
using Eden.Testing;

namespace Eden.Lab.Tests.Checkpoints;

/// <summary>A recorded training of the digits perceptron with a <c>.pt</c> file that PyTorch saved on the way.</summary>
internal sealed record DigitsRun(DigitsRecording Recording, string Checkpoint)
{
    private static readonly string[] Folders = ["golden", "golden-checkpoints"];

    /// <summary>All of them, as arguments of a theory.</summary>
    public static TheoryData<string> Names => [.. Folders
        .SelectMany(folder => Directory.EnumerateFiles(Repository.PathTo("tests", folder), "mlp-digits-*.pt").Select(path => $"{folder}/{Path.GetFileNameWithoutExtension(path)}"))
        .Order(StringComparer.Ordinal)];

    public RegisteredOptimizer Row => OptimizerRegistry.FindRecorded(Recording.Optimizer)!;

    public static DigitsRun Read(string name)
    {
        string path = Repository.PathTo(["tests", .. name.Split('/')]);
        return new((DigitsRecording)RecordingFile.Read($"{path}.json"), $"{path}.pt");
    }

    /// <summary>A training from the recorded start, with options that a checkpoint must replace by the recorded ones.</summary>
    /// <param name="rate">Another learning rate than the recorded one.</param>
    public DigitsTraining<T> Start<T>(double? rate = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        OptimizerOptions[] options = RecordedOptions.Read(Row, Recording, Recording.Groups, index => $"groups[{index}]");
        DigitsTraining<T> training = new(Recording, options);
        foreach (ParameterGroup<T> group in training.Optimizer.Groups)
        {
            group.LearningRate = rate ?? group.LearningRate;
        }

        return training;
    }

    /// <summary>How far a loss may be off, relative to it.</summary>
    public double Tolerance => Recording.ElementType == ElementType.Bits64 ? 1e-9 : 2e-4;
}
