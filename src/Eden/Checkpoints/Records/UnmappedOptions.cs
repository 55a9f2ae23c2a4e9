using System.Globalization;

namespace Eden.Checkpoints;

/// <summary>The properties that an options record prints and does not map. The compiler writes how a record prints itself, so they are
/// found without reflection.</summary>
internal static class UnmappedOptions
{
    private const string Assignment = " = ";

    /// <summary>Names and values as text; nothing where the record prints itself in another way.</summary>
    public static IReadOnlyList<(string Name, string Text)> Of(OptimizerOptions options)
    {
        string printed = Print(options);
        int start = printed.IndexOf(" { ", StringComparison.Ordinal);
        if (start < 0 || !printed.EndsWith(" }", StringComparison.Ordinal))
        {
            return [];
        }

        Dictionary<string, string> properties = new(StringComparer.Ordinal);
        foreach (string property in printed[(start + 3)..^2].Split(", "))
        {
            int end = property.IndexOf(Assignment, StringComparison.Ordinal);
            if (end > 0)
            {
                properties.TryAdd(property[..end], property[(end + Assignment.Length)..]);
            }
        }

        foreach ((string name, _) in OptionList.Of(options))
        {
            properties.Remove(name);
        }

        return [.. properties.Select(property => (property.Key, property.Value))];
    }

    private static string Print(OptimizerOptions options)
    {
        CultureInfo culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
            return options.ToString();
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }
}
