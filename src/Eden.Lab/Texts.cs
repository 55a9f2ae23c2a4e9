namespace Eden.Lab;

/// <summary>The texts of results, from a file of lines "key = text" per language. A key that the English file lacks is the English
/// text itself.</summary>
internal static class Texts
{
    private static readonly Dictionary<string, string> English = Read("english.txt");
    private static readonly Dictionary<string, string> Chinese = Read("chinese.txt");

    /// <summary>A text with its holes as <see cref="string.Format(string, object?[])"/> takes them.</summary>
    public static string Find(string key, Language language) =>
        language == Language.Chinese && Chinese.TryGetValue(key, out string? chinese) ? chinese : English.GetValueOrDefault(key, key);

    internal static IReadOnlyCollection<string> KeysOf(Language language) => (language == Language.Chinese ? Chinese : English).Keys;

    private static Dictionary<string, string> Read(string name)
    {
        using StreamReader reader = new(typeof(Texts).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.TrimEnd('\r').Split(" = ", 2))
            .ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);
    }
}
