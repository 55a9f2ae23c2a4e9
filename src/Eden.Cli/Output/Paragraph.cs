using System.Text;

namespace Eden.Cli.Output;

/// <summary>Text broken into lines.</summary>
internal static class Paragraph
{
    /// <summary>What does not stand at the beginning of a line in Chinese.</summary>
    private const string Closing = "。，、；：！？）》”’％";

    /// <summary>What does not stand at the end of a line.</summary>
    private const string Opening = "（《“‘";

    /// <summary>Breaks text at blanks and between Chinese characters so that no line is wider than <paramref name="width"/>
    /// columns, unless a word is.</summary>
    public static IEnumerable<string> Wrap(string text, int width)
    {
        while (FindBreak(text, width) is int end and > 0)
        {
            yield return text[..end];
            text = text[(text[end] == ' ' ? end + 1 : end)..];
        }

        yield return text;
    }

    /// <summary>Where the first line ends; 0 where it is the last one.</summary>
    private static int FindBreak(string text, int width)
    {
        int columns = 0;
        int end = 0;
        int index = 0;
        Rune previous = default;
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (index > 0 && IsBreak(previous, rune) && (columns <= width || end == 0))
            {
                end = index;
            }

            columns += TextWidth.Of(rune);
            if (columns > width && end > 0)
            {
                return end;
            }

            previous = rune;
            index += rune.Utf16SequenceLength;
        }

        return columns > width ? end : 0;
    }

    private static bool IsBreak(Rune left, Rune right) =>
        right.Value == ' '
        || (left.Value != ' ' && (TextWidth.IsWide(left) || TextWidth.IsWide(right)) && !Contains(Closing, right) && !Contains(Opening, left));

    private static bool Contains(string characters, Rune rune) => rune.IsBmp && characters.Contains((char)rune.Value, StringComparison.Ordinal);
}
