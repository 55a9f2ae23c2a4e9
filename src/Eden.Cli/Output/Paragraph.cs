namespace Eden.Cli.Output;

/// <summary>Text broken into lines.</summary>
internal static class Paragraph
{
    /// <summary>Breaks text at blanks so that no line is longer than <paramref name="width"/>, unless a word is.</summary>
    public static IEnumerable<string> Wrap(string text, int width)
    {
        while (text.Length > width)
        {
            int end = text.LastIndexOf(' ', width);
            end = end > 0 ? end : text.IndexOf(' ', StringComparison.Ordinal);
            if (end <= 0)
            {
                break;
            }

            yield return text[..end];
            text = text[(end + 1)..];
        }

        yield return text;
    }
}
