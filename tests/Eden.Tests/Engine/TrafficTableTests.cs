using System.Globalization;
using Eden.Testing;

namespace Eden.Tests.Engine;

/// <summary>The table of docs/performance.md that says how many bytes a step moves, against the state that the rules keep.</summary>
public class TrafficTableTests
{
    private static readonly Dictionary<string, OptimizerOptions> Rules = new()
    {
        ["SGD"] = new SgdOptions(),
        ["SGD with momentum"] = new SgdOptions { Momentum = 0.9 },
        ["SGD with Nesterov momentum"] = new SgdOptions { Momentum = 0.9, Nesterov = true },
        ["Lion"] = new LionOptions(),
        ["Adagrad"] = new AdagradOptions(),
        ["RMSprop"] = new RmsPropOptions(),
        ["RMSprop with momentum"] = new RmsPropOptions { Momentum = 0.9 },
        ["RMSprop, centred"] = new RmsPropOptions { Centered = true },
        ["RMSprop, centred, with momentum"] = new RmsPropOptions { Centered = true, Momentum = 0.9 },
        ["Adam"] = new AdamOptions(),
        ["AdamW"] = new AdamWOptions(),
        ["NAdam"] = new NAdamOptions(),
        ["RAdam"] = new RAdamOptions(),
        ["Adamax"] = new AdamaxOptions(),
        ["Schedule-free AdamW"] = new ScheduleFreeAdamWOptions(),
        ["ADOPT"] = new AdoptOptions(),
        ["Adan"] = new AdanOptions(),
        ["Adam with AMSGrad"] = new AdamOptions { AmsGrad = true },
        ["AdamW with AMSGrad"] = new AdamWOptions { AmsGrad = true },
    };

    [Fact]
    public void The_traffic_table_says_what_each_rule_reads_and_writes()
    {
        string[] expected = [.. Rules.Select(rule => Row(rule.Key, rule.Value.StateCount))];

        Assert.Equal(expected, Table());
    }

    [Fact]
    public void The_traffic_table_leaves_no_optimizer_out()
    {
        IEnumerable<string> options = typeof(OptimizerOptions).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(OptimizerOptions)) && !type.IsAbstract && type.GetConstructor(Type.EmptyTypes)?.Invoke(null) is OptimizerOptions { IsPhased: false }).Select(type => type.Name);

        Assert.Equal(options.Order(), Rules.Values.Select(rule => rule.GetType().Name).Distinct().Order());
    }

    // The value is read and written and the gradient read: three numbers; each state array is read and written: two more.
    private static string Row(string name, int states) => string.Create(
        CultureInfo.InvariantCulture,
        $"| {name} | {states} | {(8 * states) + 12} | {(16 * states) + 24} |");

    private static IEnumerable<string> Table() => File.ReadLines(Repository.PathTo("docs", "performance.md"))
        .SkipWhile(line => !line.StartsWith("| rule | state arrays |", StringComparison.Ordinal))
        .Skip(2)
        .TakeWhile(line => line.StartsWith('|'));
}
