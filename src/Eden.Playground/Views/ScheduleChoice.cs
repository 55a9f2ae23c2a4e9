using Eden.Playground.Pages;

namespace Eden.Playground.Views;

/// <summary>The schedules that views offer.</summary>
internal static class ScheduleChoice
{
    private const double WarmUpShare = 0.1;

    public static ChoiceSetting Setting { get; } = new(
        "schedule",
        new("Schedule", "学习率调度"),
        ("constant", new("constant", "恒定")),
        ("cosine", new("cosine to 0", "余弦降到 0")),
        ("warmup", new("10 % warm-up, then linear to 0", "10% 预热，再线性降到 0")));

    /// <summary>The chosen schedule over a number of steps.</summary>
    public static Schedule Of(Values values, int steps) => values.Text(Setting.Name) switch
    {
        "cosine" => Schedule.Cosine(steps),
        "warmup" => Schedule.Linear(steps - WarmUp(steps), start: 1, end: 0).WarmUpFromFirstStep(WarmUp(steps)),
        _ => Schedule.Constant(1),
    };

    /// <summary>The same in C#.</summary>
    public static string Code(Values values, int steps) => values.Text(Setting.Name) switch
    {
        "cosine" => $"Schedule.Cosine({steps})",
        "warmup" => $"Schedule.Linear({steps - WarmUp(steps)}, start: 1, end: 0).WarmUpFromFirstStep({WarmUp(steps)})",
        _ => "Schedule.Constant(1)",
    };

    private static int WarmUp(int steps) => (int)(WarmUpShare * steps);
}
