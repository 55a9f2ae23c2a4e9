using System.Reflection;
using System.Text.RegularExpressions;
using Eden.Testing;
using Eden.Tests.Support;

namespace Eden.Tests.Family;

/// <summary>What an optimizer must have beside its class (CONTRIBUTING.md, "Adding an optimizer").</summary>
public class CompletenessTests
{
    private static readonly string[] Algorithms = File.ReadAllLines(Repository.PathTo("docs", "algorithms.md"));

    private static readonly Type[] OptimizerTypes = [.. typeof(Optimizer<>).Assembly.GetExportedTypes().Where(type => !type.IsAbstract && OptionsOf(type) is not null)];

    public static TheoryData<string> Names => [.. OptimizerTypes.Select(NameOf)];

    /// <summary>Every option that is a number: the options record and the property.</summary>
    public static TheoryData<string, string> Numbers => [.. OptimizerRows.All
        .SelectMany(row => row.OptionsType.GetProperties().Where(IsNumber).Select(property => (row.Name, property.Name)))];

    /// <summary>Those of them that may not be negative.</summary>
    public static TheoryData<string, string> NonNegativeNumbers => [.. Numbers.Where(row => row.Data.Item2 is not (nameof(SgdOptions.Dampening) or nameof(AdafactorOptions.Beta2Decay)
            or nameof(MuonOptions.CoefficientA) or nameof(MuonOptions.CoefficientB) or nameof(MuonOptions.CoefficientC)))];

    [Theory]
    [MemberData(nameof(Names))]
    public void An_optimizer_has_options_a_row_in_the_table_test_a_rule_file_and_a_heading(string name)
    {
        Type options = OptionsOf(OptimizerTypes.Single(type => NameOf(type) == name))!;
        Assert.Equal($"{name}Options", options.Name);
        OptimizerRow? row = OptimizerRows.All.SingleOrDefault(row => row.Name == name);
        Assert.True(row is not null, $"{name} has no row in tests/Eden.Tests/Support/OptimizerRows.cs.");
        Assert.Equal(options, row.OptionsType);
        Assert.True(File.Exists(Repository.PathTo("src", "Eden", "Rules", $"{row.Rule}.cs")), $"There is no src/Eden/Rules/{row.Rule}.cs.");
        string[] section = [.. Algorithms.SkipWhile(line => !line.Equals($"## {name}", StringComparison.OrdinalIgnoreCase)).Skip(1).TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))];
        Assert.True(section.Length > 0, $"docs/algorithms.md has no heading '## {name}'.");
        foreach (string part in (string[])[$"`src/Eden/Rules/{row.Rule}.cs`", "State", "```", "When to choose it: "])
        {
            Assert.True(section.Any(line => line.Contains(part, StringComparison.Ordinal)), $"'## {name}' in docs/algorithms.md lacks '{part}'.");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_table_of_optimizers_tells_the_state_that_the_options_keep(string name)
    {
        OptimizerOptions options = (OptimizerOptions)Activator.CreateInstance(OptimizerRows.All.Single(row => row.Name == name).OptionsType)!;
        string row = Assert.Single(Algorithms, line => line.StartsWith($"| {name} |", StringComparison.Ordinal));
        string[] cells = [.. row.Split('|').Select(cell => cell.Trim())];
        int stateCount = options.DescribeState([2]).Count(array => array.Length == 2);
        Assert.StartsWith($"{4 * stateCount} bytes", cells[2], StringComparison.Ordinal);
        if (!options.IsPhased)
        {
            Assert.StartsWith($"{12 + (8 * stateCount)} bytes", cells[3], StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Every_file_that_the_walk_through_names_is_there()
    {
        string text = string.Join('\n', File.ReadLines(Repository.PathTo("CONTRIBUTING.md")).SkipWhile(line => line != "## Adding an optimizer"));
        string[] files = [.. Regex.Matches(text, "`([a-z]+/[A-Za-z_./]+\\.[a-z]+)`").Select(match => match.Groups[1].Value)];
        Assert.True(files.Length >= 9);
        Assert.All(files, file => Assert.True(File.Exists(Repository.PathTo(file.Split('/'))), $"There is no {file}."));
    }

    /// <summary>Everything else that a user sets: every number and choice of every options record and of what is set like one.</summary>
    public static TheoryData<string, string> Settings => [.. typeof(Optimizer<>).Assembly.GetExportedTypes()
        .Where(type => !type.IsAbstract && !type.IsGenericType && type.IsClass && type.GetConstructor(Type.EmptyTypes) is not null)
        .SelectMany(type => type.GetProperties().Where(IsChecked).Select(property => (type.Name, property.Name)))];

    [Theory]
    [MemberData(nameof(Settings))]
    public void What_is_no_value_of_a_setting_is_refused_by_name_value_and_range(string type, string setting)
    {
        Type owner = typeof(Optimizer<>).Assembly.GetExportedTypes().Single(exported => exported.Name == type);
        PropertyInfo property = owner.GetProperty(setting)!;
        Type kind = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        object[] bad = kind == typeof(double) ? [double.NaN, double.PositiveInfinity, double.NegativeInfinity]
            : kind == typeof(int) ? [int.MinValue]
            : kind == typeof(long) ? [long.MinValue]
            : [Enum.ToObject(kind, 77)];
        foreach (object value in bad)
        {
            TargetInvocationException thrown = Assert.Throws<TargetInvocationException>(() => property.SetValue(Activator.CreateInstance(owner), value));
            string message = Assert.IsType<ArgumentOutOfRangeException>(thrown.InnerException).Message;
            Assert.StartsWith(FormattableString.Invariant($"{setting} is {value}; it must be "), message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_settings_that_are_checked_are_not_few()
    {
        Assert.True(Settings.Count > 60);
        Assert.Contains(Settings, row => row.Data == ("GradientOptions", "MaxNorm"));
        Assert.Contains(Settings, row => row.Data == ("OneCycleSchedule", "Annealing"));
        Assert.Contains(Settings, row => row.Data == ("DynamicLossScale", "GrowthInterval"));
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public void A_number_that_is_nan_or_infinite_is_refused_by_name_value_and_range(string optimizer, string option)
    {
        foreach (double value in (double[])[double.NaN, double.PositiveInfinity, double.NegativeInfinity])
        {
            Assert.StartsWith(FormattableString.Invariant($"{option} is {value}; it must be "), Refusal(optimizer, option, value), StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(NonNegativeNumbers))]
    public void A_negative_number_is_refused_by_name_value_and_range(string optimizer, string option)
    {
        Assert.StartsWith($"{option} is -0.5; it must be ", Refusal(optimizer, option, -0.5), StringComparison.Ordinal);
    }

    private static bool IsChecked(PropertyInfo property)
    {
        Type type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        return property.CanWrite && (type == typeof(double) || type == typeof(int) || type == typeof(long) || type.IsEnum);
    }

    private static bool IsNumber(PropertyInfo property) => property.PropertyType == typeof(double) && property.CanWrite;

    private static string Refusal(string optimizer, string option, double value)
    {
        Type type = OptimizerRows.All.Single(row => row.Name == optimizer).OptionsType;
        TargetInvocationException thrown = Assert.Throws<TargetInvocationException>(() => type.GetProperty(option)!.SetValue(Activator.CreateInstance(type), value));
        return Assert.IsType<ArgumentOutOfRangeException>(thrown.InnerException).Message;
    }

    private static Type? OptionsOf(Type type)
    {
        for (Type? parent = type.BaseType; parent is not null; parent = parent.BaseType)
        {
            if (parent.IsGenericType && parent.GetGenericTypeDefinition() == typeof(Optimizer<,>))
            {
                return parent.GetGenericArguments()[1];
            }
        }

        return null;
    }

    private static string NameOf(Type type) => type.Name.Split('`')[0];
}
