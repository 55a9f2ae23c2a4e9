using System.Reflection;
using System.Runtime.CompilerServices;

namespace Eden.Testing;

/// <summary>
/// The public surface of an assembly, one line per type and member, sorted. The lines are committed, so that every change
/// of what users can call is seen and meant.
/// </summary>
internal static class PublicApiListing
{
    private const string AcceptVariable = "EDEN_ACCEPT_API";
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>Compares an assembly with tests/<paramref name="testProject"/>/PublicApi.txt, or rewrites that file when asked
    /// to by environment variable.</summary>
    public static void AssertAccepted(string assembly, string testProject)
    {
        string file = Repository.PathTo("tests", testProject, "PublicApi.txt");
        string[] actual = Of(Assembly.Load(assembly));
        if (Environment.GetEnvironmentVariable(AcceptVariable) == "1")
        {
            File.WriteAllLines(file, actual);
        }

        string[] accepted = File.Exists(file) ? File.ReadAllLines(file) : [];
        string[] difference = [.. accepted.Except(actual).Select(line => $"- {line}"), .. actual.Except(accepted).Select(line => $"+ {line}")];
        Assert.True(
            accepted.SequenceEqual(actual),
            $"The public API of {assembly} is not the one listed in tests/{testProject}/PublicApi.txt:\n{string.Join('\n', difference)}\nIf the change is meant, run this test with {AcceptVariable}=1 and commit the file.");
    }

    /// <summary>The lines of an assembly.</summary>
    public static string[] Of(Assembly assembly)
    {
        List<string> lines = [];
        foreach (Type type in assembly.GetExportedTypes())
        {
            lines.Add(PublicApiText.Declaration(type));
            if (typeof(Delegate).IsAssignableFrom(type))
            {
                continue;
            }

            string owner = PublicApiText.Owner(type);
            lines.AddRange(type.GetFields(Declared).Where(IsListed).Select(field => $"{owner}.{PublicApiText.Field(field)}"));
            lines.AddRange(type.GetProperties(Declared).Where(IsListed).Select(property => $"{owner}.{PublicApiText.Property(property)}"));
            lines.AddRange(type.GetEvents(Declared).Where(@event => IsVisible(@event.AddMethod)).Select(@event => $"{owner}.{PublicApiText.Event(@event)}"));
            lines.AddRange(type.GetConstructors(Declared).Where(IsListed).Select(constructor => $"{owner}.{PublicApiText.Constructor(constructor)}"));
            lines.AddRange(type.GetMethods(Declared).Where(IsListed).Select(method => $"{owner}.{PublicApiText.Method(method)}"));
        }

        return [.. lines.Distinct().Order(StringComparer.Ordinal)];
    }

    public static bool IsVisible(MethodBase? method) => method is not null && (method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly);

    private static bool IsListed(FieldInfo field) => (field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly) && !field.IsSpecialName;

    private static bool IsListed(PropertyInfo property) =>
        (IsVisible(property.GetMethod) || IsVisible(property.SetMethod)) && property.Name != "EqualityContract";

    private static bool IsListed(ConstructorInfo constructor) => IsVisible(constructor) && !constructor.IsStatic && !IsGenerated(constructor);

    // Operators are special names too; property and event accessors are listed with their property or event.
    private static bool IsListed(MethodInfo method) =>
        IsVisible(method) && !IsGenerated(method) && method.Name != nameof(Finalize) && (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal));

    // What the compiler writes for every record says nothing that the word "record" does not.
    private static bool IsGenerated(MethodBase method) => method.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false);
}
