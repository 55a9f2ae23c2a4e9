using Eden.Testing;

namespace Eden.Tests.Schedules;

/// <summary>docs/schedules.md against the API.</summary>
public class DocumentationTests
{
    [Fact]
    public void Every_way_to_make_a_schedule_is_documented()
    {
        string text = File.ReadAllText(Repository.PathTo("docs", "schedules.md"));

        Assert.All(
            typeof(Schedule).GetMethods().Where(method => method.IsStatic && !method.IsSpecialName),
            method => Assert.Contains($"`Schedule.{method.Name}(", text, StringComparison.Ordinal));
    }
}
