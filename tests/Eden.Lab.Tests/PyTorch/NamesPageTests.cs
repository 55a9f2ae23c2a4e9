using System.Text.RegularExpressions;
using Eden.Testing;

namespace Eden.Lab.Tests.PyTorch;

/// <summary>docs/pytorch.md against the PyTorch that is installed, and against Eden.</summary>
public sealed partial class NamesPageTests
{
    private static readonly string Page = File.ReadAllText(Repository.PathTo("docs", "pytorch.md"));

    private static readonly (string PyTorch, Type Options)[] Optimizers =
        [.. OptimizerRegistry.All.Where(optimizer => optimizer.PyTorch is not null).Select(optimizer => (optimizer.PyTorch!, optimizer.Defaults.GetType()))];

    [Fact]
    public async Task Every_option_of_the_installed_optimizers_is_in_the_section_of_its_optimizer()
    {
        foreach ((string optimizer, _) in Optimizers)
        {
            string[] options = await LivePyTorch.PrintAsync($"import inspect, torch.optim as o; print('\\n'.join(inspect.signature(o.{optimizer}).parameters) if hasattr(o, '{optimizer}') else '')");
            string section = Section($"### {optimizer}") + Section("### How it computes");
            Assert.All(options, option => Assert.Contains($"`{option}`", section, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Every_optimizer_and_every_public_method_of_one_is_on_the_page()
    {
        string[] optimizers = await LivePyTorch.PrintAsync("import torch.optim as o; print('\\n'.join(n for n, t in vars(o).items() if isinstance(t, type) and n != 'Optimizer'))");
        string[] methods = await LivePyTorch.PrintAsync("import torch; print('\\n'.join(n for n in dir(torch.optim.Optimizer) if not n.startswith('_') and n[0].islower()))");

        Assert.All(optimizers, name => Assert.Contains($"`{name}`", Section("## Optimizers"), StringComparison.Ordinal));
        Assert.All(methods, name => Assert.Matches($@"`{name}[`(]", Section("## Methods of an optimizer")));
    }

    [Fact]
    public async Task Every_scheduler_with_every_argument_is_on_the_page()
    {
        string[] signatures = await LivePyTorch.PrintAsync(
            "import inspect, torch.optim.lr_scheduler as s, torch.optim.swa_utils as w; "
            + "base = getattr(s, 'LRScheduler', None) or s._LRScheduler; "
            + "types = {n: t for m in (s, w) for n, t in vars(m).items() if isinstance(t, type) and t is not base and not n.startswith('_') and n != 'LRScheduler' "
            + "and (issubclass(t, base) or n == 'ReduceLROnPlateau')}; "
            + "print('\\n'.join(' '.join([n, *inspect.signature(t).parameters]) for n, t in types.items()))");
        string section = Section("## Schedulers");

        Assert.True(signatures.Length >= 16);
        foreach (string[] words in signatures.Select(signature => signature.Split(' ')))
        {
            string row = Assert.Single(section.Split('\n'), line => line.StartsWith($"| `{words[0]}(", StringComparison.Ordinal));
            Assert.All(words[1..], argument => Assert.True(
                Regex.IsMatch(row, $@"\b{argument}\b") || section.Contains($"`{argument}`", StringComparison.Ordinal), $"{words[0]}: {argument} is not on the page."));
        }
    }

    [Fact]
    public void Every_option_of_Eden_is_in_the_section_of_its_optimizer_or_in_that_of_Adam()
    {
        foreach ((string optimizer, Type options) in Optimizers)
        {
            string section = Section($"### {optimizer}") + Section("### Adam");
            Assert.All(options.GetProperties().Where(property => property.CanWrite), property => Assert.Contains($"`{property.Name}`", section, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Every_name_of_Eden_that_the_option_tables_give_exists()
    {
        foreach ((string optimizer, Type options) in Optimizers)
        {
            foreach (string row in Section($"### {optimizer}").Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal)))
            {
                Assert.All(PascalName().Matches(row.Split('|')[2]).Select(match => match.Groups[1].Value), name => Assert.NotNull(options.GetProperty(name)));
            }
        }
    }

    [GeneratedRegex("`([A-Z][A-Za-z0-9]*)`")]
    private static partial Regex PascalName();

    /// <summary>From a heading to the next of its level or above.</summary>
    private static string Section(string heading)
    {
        string level = heading.Split(' ')[0];
        string rest = Page[(Page.IndexOf($"\n{heading}\n", StringComparison.Ordinal) + 1 + heading.Length)..];
        int[] ends = [.. Enumerable.Range(2, level.Length - 1).Select(depth => rest.IndexOf($"\n{new string('#', depth)} ", StringComparison.Ordinal)).Where(end => end >= 0)];
        return ends.Length > 0 ? rest[..ends.Min()] : rest;
    }
}
