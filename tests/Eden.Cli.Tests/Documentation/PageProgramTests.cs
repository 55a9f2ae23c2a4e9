using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Eden.Testing;
using Xunit.Sdk;

namespace Eden.Cli.Tests.Documentation;

/// <summary>The C# code of all pages, compiled and run. <c>EDEN_PACKAGES</c> names a folder of packages to build it from as a user
/// does; what needs a clone is then left out.</summary>
public sealed partial class PageProgramTests : IDisposable
{
    private static readonly string? Packages = Environment.GetEnvironmentVariable("EDEN_PACKAGES");

    private static readonly string[] ForUsersOfThePackage =
        ["README.md", "README.zh-CN.md", "docs/algorithms.md", "docs/checkpoints-pytorch.md", "docs/checkpoints.md", "docs/custom-rule.md", "docs/questions.md", "docs/questions.zh-CN.md", "docs/schedules.md", "docs/storage.md", "docs/training.md"];

    private static readonly string[] ForClones = ["docs/migration.md", "docs/mpi.md"];

    // Run by Eden.TorchSharp.Tests.
    private static readonly string[] ForTorchSharp = ["docs/torchsharp.md"];

    private readonly string _folder = Directory.CreateTempSubdirectory("eden-page").FullName;

    public static TheoryData<string> PagesToRun => [.. Packages is null ? [.. ForUsersOfThePackage, .. ForClones] : ForUsersOfThePackage];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(PagesToRun))]
    public void The_code_of_a_page_compiles_and_prints_what_the_page_shows(string page)
    {
        PageFiles.CopyTo(_folder);
        foreach (PageProgram program in PageProgram.Of(page))
        {
            string[] printed = Packages is null ? program.Run(_folder) : program.RunWithPackage(_folder, Packages);
            Assert.True(PageProgram.Agree([.. program.Shown], printed), $"{page} shows\n{string.Join('\n', program.Shown)}\nand its code prints\n{string.Join('\n', printed)}");
        }
    }

    [Fact]
    public void A_rule_of_one_s_own_is_a_record_and_a_struct_of_15_lines_each()
    {
        string[] types = string.Join('\n', Pages.Blocks("docs/custom-rule.md").First(block => block.Language == "csharp").Lines).Split("public sealed record", 2)[1].Split("public readonly struct");

        Assert.Equal(2, types.Length);
        Assert.All(types, type => Assert.InRange(type.Split('\n').Count(line => line.Trim().Length > 0), 10, 15));
    }

    [Fact]
    public void Every_page_with_code_is_run()
    {
        string[] pages = [.. Pages.All.Where(page => Pages.Blocks(page).Any(block => block.Language == "csharp"))];

        Assert.Equal([.. ForUsersOfThePackage.Concat(ForClones).Concat(ForTorchSharp).Order(StringComparer.Ordinal)], pages);
        Assert.All(ForUsersOfThePackage, page => Assert.DoesNotContain(PageProgram.Of(page), program => program.NeedsClone));
        Assert.All(ForClones, page => Assert.Contains("a clone", Pages.Text(page), StringComparison.Ordinal));
    }

    [Fact]
    public void The_examples_in_the_documentation_of_types_are_lines_of_the_pages()
    {
        HashSet<string> onPages = [.. Pages.All.SelectMany(Pages.Blocks).Where(block => block.Language == "csharp").SelectMany(block => block.Lines).Select(line => line.Trim())];
        string[] examples = [.. Directory.EnumerateFiles(Repository.PathTo("src"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => Example().Matches(File.ReadAllText(file).ReplaceLineEndings("\n")))
            .SelectMany(match => WebUtility.HtmlDecode(match.Groups[1].Value).Split('\n'))
            .Select(line => line[(line.IndexOf("///", StringComparison.Ordinal) + 3)..].Trim()).Where(line => line.Length > 0 && !line.StartsWith("//", StringComparison.Ordinal))];

        Assert.True(examples.Length > 15);
        Assert.All(examples, line => Assert.Contains(line, onPages));
    }

    [Fact]
    public void Every_block_is_at_the_margin_and_of_a_language_that_is_known()
    {
        foreach (string page in Pages.All)
        {
            Assert.DoesNotMatch(@"(?m)^[ \t>]+```|^~~~", Pages.Text(page));
            Assert.All(Pages.Blocks(page), block => Assert.Contains(block.Language, (string[])["", "csharp", "json", "python", "sh", "text"]));
        }
    }

    [Fact]
    public void Every_block_of_JSON_is_JSON() =>
        Assert.All(Pages.All.SelectMany(Pages.Blocks).Where(block => block.Language == "json"), block => JsonDocument.Parse(string.Join('\n', block.Lines)).Dispose());

    [Fact]
    public void A_mistake_in_the_code_is_reported_with_page_and_line()
    {
        XunitException thrown = Assert.ThrowsAny<XunitException>(() => new PageProgram("#line 7 \"docs/some.md\"\nNoSuchType x = new();", []).Run(_folder));

        Assert.Contains("some.md(7,1): error CS0246", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Code_for_users_of_the_package_sees_nothing_else()
    {
        XunitException thrown = Assert.ThrowsAny<XunitException>(() => new PageProgram("global using Eden.Lab;", []).Run(_folder));

        Assert.Contains("error CS0234", thrown.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "", true)]
    [InlineData("a b", "a b", true)]
    [InlineData("a b", "a", false)]
    [InlineData("a", "a b", false)]
    [InlineData("a b", "a c", false)]
    [InlineData("a … d", "a b c d", true)]
    [InlineData("a … d", "a b c", false)]
    [InlineData("… b", "b c", false)]
    public void What_is_shown_agrees_with_what_is_printed_line_by_line(string shown, string printed, bool expected) =>
        Assert.Equal(expected, PageProgram.Agree(shown.Split(' ', StringSplitOptions.RemoveEmptyEntries), printed.Split(' ', StringSplitOptions.RemoveEmptyEntries)));

    [GeneratedRegex("<code>\\n(.*?)\\n[^\\n]*</code>", RegexOptions.Singleline)]
    private static partial Regex Example();
}
