namespace Eden.Bench.Results;

/// <summary>bench/results/&lt;processor&gt;: the tables and the chart.</summary>
internal static class ResultFolder
{
    public static void Write(ResultSet results)
    {
        string folder = Path.Combine(Repository.Root, "bench", "results", NameOf(results.Processor));
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "README.md"), MarkdownReport.Write(results));
        File.WriteAllText(Path.Combine(folder, "adamw.svg"), LadderChart.Write(results));
        Console.WriteLine($"Wrote {folder}");
    }

    /// <summary>The name in lower case, words joined by hyphens: <c>intel-xeon-processor</c>.</summary>
    private static string NameOf(string processor)
    {
        string plain = processor.Replace("(R)", "", StringComparison.Ordinal).Replace("(TM)", "", StringComparison.Ordinal);
        string[] words = new string([.. plain.Select(letter => char.IsAsciiLetterOrDigit(letter) ? char.ToLowerInvariant(letter) : ' ')]).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return string.Join('-', words);
    }
}
