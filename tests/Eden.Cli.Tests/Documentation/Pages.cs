using System.Text.RegularExpressions;
using Eden.Testing;

namespace Eden.Cli.Tests.Documentation;

/// <summary>A fenced block of a page.</summary>
/// <param name="Language">What stands behind the fence; empty without.</param>
/// <param name="Line">The number of its first line in the page.</param>
/// <param name="Lines">Its lines.</param>
internal sealed record Block(string Language, int Line, IReadOnlyList<string> Lines);

/// <summary>The pages of documentation in the repository.</summary>
internal static partial class Pages
{
    private const string Fence = "```";

    /// <summary>All of them, as paths from the root with slashes.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Directory
        .EnumerateFiles(Repository.Root, "*.md", new EnumerationOptions { RecurseSubdirectories = true })
        .Select(path => Path.GetRelativePath(Repository.Root, path).Replace('\\', '/'))
        .Where(path => !path.Split('/').Intersect(["bin", "obj", "node_modules"]).Any())
        .Order(StringComparer.Ordinal)];

    /// <summary>The text of a page.</summary>
    public static string Text(string page) => File.ReadAllText(Repository.PathTo(page.Split('/'))).ReplaceLineEndings("\n");

    /// <summary>The text of a page without its fenced blocks.</summary>
    public static string Prose(string page) => FencedBlock().Replace(Text(page), "");

    /// <summary>The code within the text of a page.</summary>
    public static IEnumerable<string> Spans(string page) => Span().Matches(Prose(page)).Select(match => match.Groups[1].Value);

    /// <summary>The fenced blocks of a page, and its tables of code: one whose first column is headed C# is a block of C# with
    /// an expression per row.</summary>
    public static IReadOnlyList<Block> Blocks(string page)
    {
        List<Block> blocks = [];
        string[] lines = Text(page).Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            int first = i + 1;
            if (lines[i].StartsWith(Fence, StringComparison.Ordinal))
            {
                int end = Array.IndexOf(lines, Fence, first);
                Assert.True(end > 0, $"{page}:{first}: the block has no end.");
                blocks.Add(new Block(lines[i][Fence.Length..], first + 1, lines[first..end]));
                i = end;
            }
            else if (lines[i].StartsWith("| C# |", StringComparison.Ordinal))
            {
                string[] rows = [.. lines.Skip(first + 1).TakeWhile(line => line.StartsWith('|'))];
                blocks.Add(new Block("csharp", first + 2, [.. rows.Select(row => $"_ = {row.Split('`')[1]};")]));
                i += rows.Length;
            }
        }

        return blocks;
    }

    [GeneratedRegex("^```.*?^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex FencedBlock();

    [GeneratedRegex("`([^`\n]+)`")]
    private static partial Regex Span();
}
