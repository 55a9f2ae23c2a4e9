using System.Numerics;
using System.Runtime.InteropServices;
using Eden.Checkpoints;
using Eden.Kernels;
using Eden.Tests.Support;

namespace Eden.Tests.Checkpoints;

/// <summary>n + m steps equal n steps, a save, a load in a new process and m steps there, for every row of options of every
/// optimizer, both types and every width.</summary>
public class ResumeTests
{
    private const string Folder = "EDEN_TEST_RESUME_FOLDER";
    private const long Before = 5;
    private const long After = 4;

    public static TheoryData<string> SupportedWidths => [.. Lanes.Supported];

    [Theory]
    [MemberData(nameof(SupportedWidths))]
    public void A_run_that_is_stopped_and_resumed_in_a_new_process_has_the_same_bits(string width)
    {
        using TemporaryFolder folder = new();
        Dictionary<string, string> expected = StartAll(folder);
        ChildRun child = ChildRun.Start(
            ["--filter-method", $"{typeof(ResumeTests).FullName}.{nameof(A_run_that_is_resumed_in_this_process_has_the_same_bits)}", "--minimum-expected-tests", "1"],
            (Lanes.EnvironmentVariable, width),
            (ChildRun.ExpectedLanes, width),
            (Folder, folder.Path));

        Assert.True(child.ExitCode == 0, child.Output);
        AssertResumed(expected, folder);
    }

    /// <summary>What the new process runs. In an ordinary run this process has started what it resumes.</summary>
    [Fact]
    public void A_run_that_is_resumed_in_this_process_has_the_same_bits()
    {
        using TemporaryFolder own = new();
        string? given = Environment.GetEnvironmentVariable(Folder);
        Assert.Equal(Environment.GetEnvironmentVariable(ChildRun.ExpectedLanes) ?? Lanes.Current, Lanes.Current);
        Dictionary<string, string> expected = given is null ? StartAll(own) : [];
        foreach ((string name, OptimizerOptions options) in Rows())
        {
            Finish<float>($"{name}.f32", options, given ?? own.Path);
            Finish<double>($"{name}.f64", options, given ?? own.Path);
        }

        AssertResumed(expected, own);
    }

    private static Dictionary<string, string> StartAll(TemporaryFolder folder)
    {
        Dictionary<string, string> expected = [];
        foreach ((string name, OptimizerOptions options) in Rows())
        {
            Start<float>($"{name}.f32", options, folder, expected);
            Start<double>($"{name}.f64", options, folder, expected);
        }

        return expected;
    }

    private static void AssertResumed(Dictionary<string, string> expected, TemporaryFolder folder) =>
        Assert.All(expected, run => Assert.Equal(run.Value, File.ReadAllText(folder.File(run.Key + ".txt"))));

    private static IEnumerable<(string Name, OptimizerOptions Options)> Rows() =>
        OptimizerRows.All.SelectMany(row => row.Options.Select((options, index) => ($"{row.Name}-{index}", options)));

    private static void Start<T>(string name, OptimizerOptions options, TemporaryFolder folder, Dictionary<string, string> expected)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using Model<T> model = new(1, options);
        model.Optimizer.LaneWidth = LaneWidth.Scalar;
        using WeightAverage<T> average = Average(model);
        model.Run(0, Before);
        StateOf(model, average, Before).Save(folder.File(name));
        model.Run(Before, Before + After);
        expected.Add(name, Text(model, average));
    }

    private static void Finish<T>(string name, OptimizerOptions options, string folder)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // Other weights, and a learning rate that the file replaces: everything must come out of it.
        using Model<T> model = new(1, options);
        foreach (Parameter<T> parameter in model.Parameters)
        {
            parameter.Value.Clear();
        }

        model.Optimizer.Groups[0].LearningRate = 123;
        using WeightAverage<T> average = Average(model);
        TrainingState<T> state = StateOf(model, average, 0);
        state.Load(Path.Combine(folder, name), new() { VerifyHash = true });
        model.Run(state.Step, state.Step + After);
        File.WriteAllText(Path.Combine(folder, name + ".txt"), Text(model, average));
    }

    /// <summary>An average that takes in every step.</summary>
    private static ExponentialAverage<T> Average<T>(Model<T> model)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ExponentialAverage<T> average = new(model.Parameters, new() { Decay = 0.9, Start = AverageStart.BiasCorrected });
        model.Optimizer.Stepped += (_, _) => average.Update();
        return average;
    }

    private static TrainingState<T> StateOf<T>(Model<T> model, WeightAverage<T> average, long step)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new(model.Optimizer) { Averages = new Dictionary<string, WeightAverage<T>> { ["ema"] = average }, Step = step };

    private static string Text<T>(Model<T> model, WeightAverage<T> average)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        $"{model.Snapshot()}\n{average.Updates} {string.Join(' ', model.Parameters.Select(parameter => Convert.ToHexString(MemoryMarshal.AsBytes(average.GetValues(parameter)))))}";
}
