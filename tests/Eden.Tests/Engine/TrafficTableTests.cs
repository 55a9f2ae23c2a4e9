using System.Globalization;
using Eden.Testing;
using Eden.Tests.Support;

namespace Eden.Tests.Engine;

/// <summary>The table of docs/performance.md that says how many bytes a step moves, against the state that the rules keep.</summary>
public class TrafficTableTests
{
    private static readonly string[] Rows = [.. File.ReadLines(Repository.PathTo("docs", "performance.md"))
        .SkipWhile(line => !line.StartsWith("| rule | state arrays |", StringComparison.Ordinal))
        .Skip(2)
        .TakeWhile(line => line.StartsWith('|'))];

    public static TheoryData<string> Names => [.. OptimizerRows.All.Where(row => !row.Options[0].IsPhased).Select(row => row.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_traffic_table_has_a_row_for_every_number_of_state_arrays_that_an_optimizer_keeps(string name)
    {
        IEnumerable<int> documented = Rows.Where(row => NameOf(row).Equals(name, StringComparison.OrdinalIgnoreCase)).Select(StatesOf);

        Assert.Equal(OptimizerRows.All.Single(row => row.Name == name).Options.Select(options => options.StateCount).Distinct().Order(), documented.Distinct().Order());
    }

    [Fact]
    public void The_traffic_table_says_what_each_rule_reads_and_writes() => Assert.Equal(Rows.Select(row => Row(LabelOf(row), StatesOf(row))), Rows);

    // The value is read and written and the gradient read: three numbers; each state array is read and written: two more.
    private static string Row(string name, int states) => string.Create(
        CultureInfo.InvariantCulture,
        $"| {name} | {states} | {(8 * states) + 12} | {(16 * states) + 24} |");

    private static string LabelOf(string row) => row.Split('|')[1].Trim();

    private static int StatesOf(string row) => int.Parse(row.Split('|')[2], CultureInfo.InvariantCulture);

    /// <summary>"Schedule-free AdamW" of ScheduleFreeAdamW, "SGD" of "SGD with momentum".</summary>
    private static string NameOf(string row) => LabelOf(row).Split(" with ")[0].Split(',')[0].Replace("-", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);
}
