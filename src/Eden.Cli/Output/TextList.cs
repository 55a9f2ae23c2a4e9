namespace Eden.Cli.Output;

/// <summary>Words and what they mean, in two columns: options of a help text, values of a file.</summary>
internal static class TextList
{
    /// <summary>How much further in meanings stand that have no room to the right of their word.</summary>
    public const int BelowMargin = 4;

    private const int Gap = 2;

    /// <summary>The fewest columns that text is broken into.</summary>
    private const int LeastText = 30;

    /// <summary>Lays out a list. Where the second column would be narrow, the meanings stand below.</summary>
    /// <param name="items">The words, which stay whole, and their meanings.</param>
    /// <param name="width">The columns of a line.</param>
    /// <param name="start">Where the meanings begin, counted from the margin.</param>
    /// <param name="margin">What stands before every line.</param>
    public static IEnumerable<string> Lay(IReadOnlyList<(string Word, string Meaning)> items, int width, int start, string margin = "")
    {
        int room = width - margin.Length;
        foreach ((string word, string meaning) in items)
        {
            bool isBelow = room - start < Math.Min(LeastText, TextWidth.Of(meaning)) || start + meaning.Split(' ').Max(TextWidth.Of) > room;
            int column = isBelow ? BelowMargin : start;
            string before = isBelow ? new string(' ', column) : TextWidth.PadRight(word, column);
            if (isBelow)
            {
                yield return margin + word;
            }

            foreach (string line in Paragraph.Wrap(meaning, room - column))
            {
                yield return (margin + before + line).TrimEnd(' ');
                before = new string(' ', column);
            }
        }
    }

    /// <summary>Where meanings begin: after the longest word that has one.</summary>
    public static int ColumnOf(IEnumerable<(string Word, string Meaning)> items) =>
        items.Where(item => item.Meaning.Length > 0).Select(item => TextWidth.Of(item.Word)).DefaultIfEmpty().Max() + Gap;
}
