using System.Reflection;
using System.Text.RegularExpressions;
using Eden.Testing;

namespace Eden.Cli.Tests.Documentation;

/// <summary>What the pages call by a name of Eden's is called so.</summary>
public sealed partial class NameTests
{
    private const BindingFlags Members = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.FlattenHierarchy;

    private static readonly ILookup<string, Type> Types = new[] { typeof(Parameter<>), typeof(Autograd.Variable<>), typeof(Lab.RunStamp), typeof(Reference.KingmaBaAdam), typeof(Mpi.MpiException), typeof(CommandLine) }
        .SelectMany(type => type.Assembly.GetTypes()).ToLookup(type => type.Name.Split('`')[0]);

    /// <summary>Eden's: namespaces, types and members, and the files of the repository.</summary>
    private static readonly HashSet<string> Names =
    [
        .. Types.SelectMany(group => group).SelectMany(type => (string[])[.. type.Namespace?.Split('.') ?? [], type.Name.Split('`')[0], .. type.GetMembers(Members).Select(member => member.Name)]),
        .. Directory.EnumerateFiles(Repository.Root, "*.cs", SearchOption.AllDirectories).Select(path => Path.GetFileNameWithoutExtension(path)),
    ];

    /// <summary>PyTorch's: what docs/pytorch.md gives Eden's names for, which another test holds against the PyTorch that is
    /// installed, and what its files have in them; .NET's types, and the few of others.</summary>
    private static readonly HashSet<string> Foreign =
    [
        .. Pages.Text("docs/pytorch.md").Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal)).SelectMany(row => PascalName().Matches(row.Split('|')[1])).Select(match => match.Value),
        .. typeof(object).Assembly.GetExportedTypes().Select(type => type.Name.Split('`')[0]),
        "OrderedDict", "True", "False",
        "DoubleStorage", "FloatStorage", "HalfStorage", "BFloat16Storage", "LongStorage", "IntStorage", "ShortStorage", "CharStorage", "ByteStorage", "BoolStorage", "UntypedStorage",
        "EMAModel", "H_diag",
        "PublishAot", "IlcInstructionSet", "Nehalem",
    ];

    public static TheoryData<string> AllPages => [.. Pages.All.Where(page => page is not ("docs/LOG.md" or "CHANGELOG.md"))];

    [Theory]
    [MemberData(nameof(AllPages))]
    public void Every_name_in_code_on_a_page_is_one_of_Eden_or_of_what_it_is_compared_with(string page)
    {
        string[] unknown = [.. Spans(page).SelectMany(span => PascalName().Matches(span)).Select(match => match.Value).Where(name => !Names.Contains(name) && !Foreign.Contains(name)).Distinct()];

        Assert.Empty(unknown);
    }

    [Theory]
    [MemberData(nameof(AllPages))]
    public void Every_member_that_a_page_names_with_its_type_is_one_of_that_type(string page)
    {
        IEnumerable<(string Type, string Member)> pairs = Spans(page).SelectMany(span => Qualified().Matches(span)).Concat(OptionOfOptimizer().Matches(Pages.Prose(page)))
            .Select(match => (match.Groups["type"].Value, match.Groups["member"].Value));

        Assert.DoesNotContain(pairs, pair => Types.Contains(pair.Type) && !HasMember(pair.Type, pair.Member));
    }

    [Theory]
    [InlineData("Adam", "L2Penalty", true)]
    [InlineData("Adam", "WeightDecay", false)]
    [InlineData("AdamW", "WeightDecay", true)]
    [InlineData("Schedule", "Linear", true)]
    [InlineData("Schedule", "Quadratic", false)]
    public void An_option_is_a_member_of_its_optimizer(string type, string member, bool expected) => Assert.Equal(expected, HasMember(type, member));

    [Theory]
    [InlineData("`Adam` with `WeightDecay`")]
    [InlineData("带 `WeightDecay` 的 `Adam`")]
    [InlineData("`WeightDecay` of `Adam`")]
    [InlineData("`WeightDecay` of Adam")]
    public void An_option_is_recognised_with_its_optimizer(string text)
    {
        Match match = OptionOfOptimizer().Match(text);

        Assert.Equal(("Adam", "WeightDecay"), (match.Groups["type"].Value, match.Groups["member"].Value));
    }

    /// <summary>An optimizer has the options of its record.</summary>
    private static bool HasMember(string type, string member) =>
        Types[type].Concat(Types[$"{type}Options"]).SelectMany(one => one.GetMembers(Members)).Any(one => one.Name == member);

    /// <summary>Code on a page that is neither a path nor a command.</summary>
    private static IEnumerable<string> Spans(string page) => Pages.Spans(page).Where(span => !PathOrCommand().IsMatch(span));

    [GeneratedRegex(@"(?<![\w.""'/-])[A-Z]\w*[a-z]\w*\b(?!['""-])")]
    private static partial Regex PascalName();

    [GeneratedRegex(@"\b(?<type>[A-Z]\w+)(?:<\w+>)?\.(?<member>[A-Z]\w+)")]
    private static partial Regex Qualified();

    [GeneratedRegex(@"`(?<type>[A-Z]\w+)(?:<\w+>)?` with `(?<member>[A-Z]\w+)`|`(?<member>[A-Z]\w+)` of `?(?<type>[A-Z]\w+)(?:<\w+>)?\b|带 `(?<member>[A-Z]\w+)` 的 `(?<type>[A-Z]\w+)")]
    private static partial Regex OptionOfOptimizer();

    [GeneratedRegex(@"^\S*/\S*$|^(dotnet|eden|git|python3?) |\.\w+$")]
    private static partial Regex PathOrCommand();
}
