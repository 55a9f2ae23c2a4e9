using System.Text.RegularExpressions;
using Eden.Testing;

namespace Eden.Cli.Tests.Documentation;

/// <summary>What the pages point to is there.</summary>
public sealed partial class LinkTests
{
    public static TheoryData<string> AllPages => [.. Pages.All];

    [Theory]
    [MemberData(nameof(AllPages))]
    public void Every_link_leads_to_a_file_and_a_heading_that_are_there(string page)
    {
        foreach (string target in Link().Matches(Pages.Prose(page)).Select(match => match.Groups[1].Value).Where(target => !target.Contains("://", StringComparison.Ordinal)))
        {
            string[] parts = target.Split('#');
            string path = parts[0].Length == 0 ? page : Path.GetRelativePath(Repository.Root, Path.Combine(Repository.Root, Path.GetDirectoryName(page)!, parts[0])).Replace('\\', '/');
            Assert.True(Exists(path), $"{page} links to {target}, which is not there.");
            Assert.True(parts.Length == 1 || Headings(path).Contains(parts[1]), $"{page} links to {target}, but {path} has no such heading.");
        }
    }

    [Theory]
    [MemberData(nameof(AllPages))]
    public void Every_path_of_the_repository_that_a_page_names_is_there(string page)
    {
        IEnumerable<string> paths = page is "docs/LOG.md" or "CHANGELOG.md" ? [] : RepositoryPath().Matches(Pages.Prose(page)).Select(match => match.Value.TrimEnd('.'));

        Assert.All(paths, path => Assert.True(Exists(path), $"{page} names {path}, which is not there."));
    }

    [Fact]
    public void The_index_lists_every_page_of_the_folder()
    {
        string[] listed = [.. Link().Matches(Pages.Prose("docs/README.md")).Select(match => $"docs/{match.Groups[1].Value}")];

        Assert.Empty(Pages.All.Where(page => page.StartsWith("docs/", StringComparison.Ordinal) && page != "docs/README.md").Except(listed));
    }

    private static bool Exists(string path) => Path.Exists(Repository.PathTo(path.Split('/')));

    /// <summary>Headings as GitHub makes anchors of them.</summary>
    private static IEnumerable<string> Headings(string page) => Pages.Prose(page).Split('\n').Where(line => line.StartsWith('#'))
        .Select(line => NotInAnchor().Replace(line.TrimStart('#').Trim().ToLowerInvariant(), "").Replace(' ', '-'));

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchor();

    [GeneratedRegex(@"(?<![\w/.-])(src|tests|docs|tools|bench)/[\w./-]+(?![\w*…<])")]
    private static partial Regex RepositoryPath();
}
