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
    /// <param name="text">The text.</param>
    /// <param name="width">The columns of the first line.</param>
    /// <param name="hang">The columns that the lines after it have less.</param>
    public static IEnumerable<string> Wrap(string text, int width, int hang = 0) => Find(text, width, hang).Select(line => text[line]);

    /// <summary>Does the same with the blanks that the text begins with before every line.</summary>
    public static IEnumerable<string> WrapIndented(string text, int width)
    {
        string content = text.TrimStart(' ');
        string margin = text[..^content.Length];
        return Wrap(content, width - margin.Length).Select(line => margin + line);
    }

    /// <summary>Does the same with <see cref="Markup"/>. Colours that a line ends in go on in the next one.</summary>
    /// <param name="markup">The text. Blanks that it begins with stand before every line.</param>
    /// <param name="width">The columns of a line with these blanks.</param>
    /// <param name="hang">The blanks before the lines after the first that come on top.</param>
    public static IEnumerable<string> WrapMarkup(string markup, int width, int hang = 0)
    {
        string content = markup.TrimStart(' ');
        string margin = markup[..^content.Length];
        (string text, List<(int Position, string Tag)> tags) = Markup.Parse(content);
        List<string> open = [];
        int next = 0;
        foreach (Range range in Find(text, width - margin.Length, hang))
        {
            StringBuilder line = new(margin);
            line.AppendJoin("", open);
            int position = range.Start.Value;
            int end = range.End.GetOffset(text.Length);
            for (; next < tags.Count && IsBefore(tags[next], end, text.Length); next++)
            {
                int stop = Math.Max(tags[next].Position, position);
                line.Append(Markup.Escape(text[position..stop])).Append(tags[next].Tag);
                position = stop;
                if (tags[next].Tag == Markup.End)
                {
                    open.RemoveAt(open.Count - 1);
                }
                else
                {
                    open.Add(tags[next].Tag);
                }
            }

            line.Append(Markup.Escape(text[position..end])).Insert(line.Length, Markup.End, open.Count);
            yield return line.ToString();
            if (range.Start.Value == 0)
            {
                margin += new string(' ', hang);
            }
        }
    }

    /// <summary>The lines of a text.</summary>
    private static IEnumerable<Range> Find(string text, int width, int hang)
    {
        int start = 0;
        while (FindBreak(text.AsSpan(start), start == 0 ? width : width - hang) is int length and > 0)
        {
            yield return start..(start + length);
            start += length;
            start += text[start] == ' ' ? 1 : 0;
        }

        yield return start..text.Length;
    }

    /// <summary>Where the first line ends; 0 where it is the last one. A percent sign stays with its number.</summary>
    private static int FindBreak(ReadOnlySpan<char> text, int width)
    {
        int columns = 0;
        int end = 0;
        int index = 0;
        Rune previous = default;
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (index > 0 && IsBreak(previous, rune) && !text[index..].StartsWith(" %") && (columns <= width || end == 0))
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

    /// <summary>Whether a tag stands in a line. What closes there, closes there.</summary>
    private static bool IsBefore((int Position, string Tag) tag, int end, int length) =>
        tag.Position < end || end == length || (tag.Position == end && tag.Tag == Markup.End);

    private static bool IsBreak(Rune left, Rune right) =>
        right.Value == ' '
        || (left.Value != ' ' && (TextWidth.IsWide(left) || TextWidth.IsWide(right)) && !Contains(Closing, right) && !Contains(Opening, left));

    private static bool Contains(string characters, Rune rune) => rune.IsBmp && characters.Contains((char)rune.Value, StringComparison.Ordinal);
}
