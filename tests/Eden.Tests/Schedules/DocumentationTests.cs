using System.Runtime.CompilerServices;
using Eden.Testing;

namespace Eden.Tests.Schedules;

/// <summary>The code of docs/schedules.md, compiled and run.</summary>
public class DocumentationTests
{
    private static readonly string[] Lines = File.ReadAllLines(Repository.PathTo("docs", "schedules.md"));

    [Fact]
    public void All_code_of_the_documentation_stands_here()
    {
        string here = File.ReadAllText(PathOfThisFile());

        Assert.All(DocumentedCode.Lines("schedules.md").Concat(Cells()), code => Assert.Contains(code, here, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_way_to_make_a_schedule_is_documented()
    {
        string text = string.Join('\n', Lines);

        Assert.All(
            typeof(Schedule).GetMethods().Where(method => method.IsStatic && !method.IsSpecialName),
            method => Assert.Contains($"`Schedule.{method.Name}(", text, StringComparison.Ordinal));
    }

    [Fact]
    public void The_shapes_run()
    {
        Schedule[] shapes =
        [
            Schedule.Constant(0.5),
            Schedule.Constant(0.5).Then(5, Schedule.Constant(1)),
            Schedule.Linear(10, start: 0.1, end: 1),
            Schedule.Step(30, factor: 0.1),
            Schedule.MultiStep([30, 80], factor: 0.1),
            Schedule.Exponential(0.95),
            Schedule.Polynomial(100, power: 2),
            Schedule.Cosine(100, minimum: 0.01),
            Schedule.CosineWarmRestarts(10, periodFactor: 2),
            new OneCycleSchedule { Steps = 1000 }.LearningRate,
            new CyclicSchedule { Minimum = 0.1, StepsUp = 2000 }.LearningRate,
            Schedule.Cosine(10, 0.5).Then(10, Schedule.Constant(0.5)),
            Schedule.InverseSquareRoot(),
            Schedule.WarmupStableDecay(100, 800, 100),
            Schedule.From(step => step < 10 ? 0.1 : 1),
        ];

        Assert.All(shapes, shape => Assert.InRange(shape.At(5), 0, 1));
    }

    [Fact]
    public void The_compositions_run()
    {
        (Schedule a, Schedule b, Schedule c) = (Schedule.Constant(1), Schedule.Constant(2), Schedule.Constant(4));
        Schedule[] compositions =
        [
            a.Then(10, b).Then(30, c),
            a * b,
            a.WarmUp(100),
            Schedule.Linear(100, 0) * a,
        ];

        Assert.Equal([2, 2, 0.2, 0.2], compositions.Select(composition => composition.At(20)));
    }

    [Fact]
    public void The_loop_runs()
    {
        using AdamW<float> optimizer = new([new Parameter<float>("weight", 1)]);
        Schedule schedule = Schedule.Cosine(900, minimum: 0.1).WarmUp(100);
        for (long step = 0; step < 1000; step++)
        {
            foreach (ParameterGroup<float, AdamWOptions> group in optimizer.Groups)
            {
                group.ScheduleMultiplier = schedule.At(step);
            }

            // forward, backward
            optimizer.Step();
        }

        Assert.Equal(schedule.At(999), optimizer.Groups[0].ScheduleMultiplier);
    }

    [Fact]
    public void The_driven_options_run()
    {
        using AdamW<float> optimizer = new([new Parameter<float>("weight", 1)]);
        OneCycleSchedule cycle = new() { Steps = 1000 };
        ScheduledGroup<float, AdamWOptions> scheduled = new(optimizer.Groups[0]) { LearningRate = cycle.LearningRate };
        scheduled.Drive(cycle.Momentum, (options, beta1) => options with { Beta1 = beta1 });
        scheduled.Drive(Schedule.Linear(1000, 1, 0), (options, eta) => options with { WeightDecay = 0.1 * eta });
        scheduled.Apply(step: 0);

        Assert.Equal(new AdamWOptions { Beta1 = 0.95, WeightDecay = 0.1 }, optimizer.Groups[0].Options);
    }

    [Fact]
    public void The_plateau_runs()
    {
        using AdamW<float> optimizer = new([new Parameter<float>("weight", 1)]);
        Schedule schedule = Schedule.InverseSquareRoot(4000).WarmUp(4000);
        (double validationLoss, long step) = (1, 1000);
        ReduceOnPlateau plateau = new(new ReduceOnPlateauOptions { Factor = 0.5, Patience = 3 });
        plateau.Report(validationLoss);
        optimizer.Groups[0].ScheduleMultiplier = schedule.At(step) * plateau.Multiplier;
        ReduceOnPlateauState saved = plateau.State;
        ReduceOnPlateau resumed = new(new ReduceOnPlateauOptions { Factor = 0.5, Patience = 3 }) { State = saved };

        Assert.Equal(0.25, optimizer.Groups[0].ScheduleMultiplier);
        Assert.Equal(1, resumed.State.Best);
    }

    private static string PathOfThisFile([CallerFilePath] string path = "") =>
        Repository.PathTo("tests", "Eden.Tests", "Schedules", Path.GetFileName(path));

    /// <summary>The first column of the tables.</summary>
    private static IEnumerable<string> Cells() =>
        Lines.Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => line.Split('`')[1]);
}
