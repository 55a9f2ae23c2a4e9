namespace Eden.Testing;

/// <summary>The code of a documentation page, so that a test can hold it against code that runs.</summary>
internal static class DocumentedCode
{
    /// <summary>The lines of the page's fenced blocks of a language, without indentation and empty lines.</summary>
    /// <param name="page">A file under docs.</param>
    /// <param name="language">What stands behind the fence.</param>
    public static string[] Lines(string page, string language = "csharp")
    {
        List<string> lines = [];
        bool inside = false;
        foreach (string line in File.ReadLines(Repository.PathTo("docs", page)).Select(line => line.Trim()))
        {
            bool isFence = line.StartsWith("```", StringComparison.Ordinal);
            inside = isFence ? line == $"```{language}" : inside;
            if (inside && !isFence && line.Length > 0)
            {
                lines.Add(line);
            }
        }

        return [.. lines];
    }
}
