using Eden.Playground.Pages;

namespace Eden.Playground.Views.Calculators;

/// <summary>What a schedule leaves of a weight: Π(1 − lr·η(t)·λ), since PyTorch's decay is multiplied by the scheduled rate.</summary>
internal sealed class ScheduledDecay : ICalculator
{
    private const int ShownPoints = 200;

    private static readonly NumberSetting Steps = new("steps", new("Steps", "步数"), [100, 1000, 10_000, 100_000, 1_000_000], 100_000) { IsWhole = true };
    private static readonly ChoiceSetting Schedule = ScheduleChoice.Setting with { Options = [.. ScheduleChoice.Setting.Options.Skip(1), ScheduleChoice.Setting.Options[0]] };

    public string Name => "schedule";

    public Words Title => new("what a schedule leaves", "学习率调度后的剩余");

    public IReadOnlyList<Setting> Settings { get; } = [Schedule, Steps];

    public Picture Run(Values values)
    {
        double rate = values.Number(Shared.LearningRate.Name), decay = values.Number(Shared.Decay.Name);
        int steps = values.Whole(Steps.Name);
        double[] scheduled = Remaining(rate, decay, ScheduleChoice.Of(values, steps), steps);
        double[] constant = Remaining(rate, decay, Eden.Schedule.Constant(1), steps);
        string schedule = ScheduleChoice.Code(values, steps);
        Words description = new(
            $"The schedule leaves {Shared.Percent(scheduled[^1])} of a weight; a constant rate would leave {Shared.Percent(constant[^1])}.",
            $"该调度下权重剩余 {Shared.Percent(scheduled[^1])}；恒定学习率下剩余 {Shared.Percent(constant[^1])}。");
        return new(
            description,
            [Shared.Remaining(description, steps, Draw(new("with the schedule", "有调度"), 2, scheduled), Draw(new("at a constant rate", "恒定学习率"), 0, constant))],
            [
                new(
                    new("After all steps", "全部步数之后"),
                    ["", new("left of a weight", "权重剩余"), new("the same as full steps", "相当于全速步数")],
                    [
                        [new("with the schedule", "有调度"), Shared.Percent(scheduled[^1]), Axis.Text(Math.Log(scheduled[^1]) / Math.Log(1 - (rate * decay)))],
                        [new("at a constant rate", "恒定学习率"), Shared.Percent(constant[^1]), Axis.Text(steps)],
                    ]),
            ],
            $$"""
            using Eden;

            Schedule schedule = {{schedule}};
            double left = 1;
            for (int step = 0; step < {{steps}}; step++)
            {
                left *= 1 - ({{NumberSetting.Format(rate)}} * schedule.At(step) * {{NumberSetting.Format(decay)}});
            }

            Console.WriteLine(left);
            """);
    }

    /// <summary>What is left before the first step, and after each.</summary>
    public static double[] Remaining(double rate, double decay, Schedule schedule, int steps)
    {
        double[] left = new double[steps + 1];
        left[0] = 1;
        for (int step = 0; step < steps; step++)
        {
            left[step + 1] = left[step] * (1 - (rate * schedule.At(step) * decay));
        }

        return left;
    }

    private static Line Draw(Words name, int style, double[] left)
    {
        int stride = Math.Max(1, left.Length / ShownPoints);
        return new(name, style, [.. left.Select((share, step) => ((double)step, share)).Where((_, step) => step % stride == 0)]);
    }
}
