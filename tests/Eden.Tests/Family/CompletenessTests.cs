using System.Reflection;
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
    public static TheoryData<string, string> NonNegativeNumbers => [.. Numbers.Where(row => row.Data.Item2 != nameof(SgdOptions.Dampening))];

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
        Assert.True(Algorithms.Contains($"## {name}", StringComparer.OrdinalIgnoreCase), $"docs/algorithms.md has no heading '## {name}'.");
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
