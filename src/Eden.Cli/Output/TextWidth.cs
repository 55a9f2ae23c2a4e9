using System.Globalization;
using System.Text;

namespace Eden.Cli.Output;

/// <summary>How many columns of a terminal text takes: two for a Chinese character, none for a combining mark.</summary>
internal static class TextWidth
{
    /// <summary>First and last of the blocks that terminals draw two columns wide (Unicode Standard Annex 11, classes W and
    /// F).</summary>
    private static readonly (int First, int Last)[] Wide =
    [
        (0x1100, 0x115f), (0x2e80, 0x303e), (0x3041, 0xa4cf), (0xac00, 0xd7a3), (0xf900, 0xfaff), (0xfe30, 0xfe4f), (0xff00, 0xff60), (0xffe0, 0xffe6), (0x1f300, 0x1faff), (0x20000, 0x3fffd),
    ];

    /// <summary>The columns of a text.</summary>
    public static int Of(string text)
    {
        int width = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            width += Of(rune);
        }

        return width;
    }

    /// <summary>The columns of a character.</summary>
    public static int Of(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark ? 0 : IsWide(rune) ? 2 : 1;

    /// <summary>Whether a character takes two columns.</summary>
    public static bool IsWide(Rune rune) => Array.Exists(Wide, block => rune.Value >= block.First && rune.Value <= block.Last);

    /// <summary>The text, or its beginning and an ellipsis where it is wider.</summary>
    public static string Cut(string text, int width)
    {
        if (Of(text) <= width)
        {
            return text;
        }

        int columns = 1;
        int length = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            columns += Of(rune);
            if (columns > width)
            {
                break;
            }

            length += rune.Utf16SequenceLength;
        }

        return $"{text[..length]}…";
    }

    /// <summary>The text with blanks before it up to a width.</summary>
    public static string PadLeft(string text, int width) => new string(' ', Math.Max(0, width - Of(text))) + text;

    /// <summary>The text with blanks after it up to a width.</summary>
    public static string PadRight(string text, int width) => text + new string(' ', Math.Max(0, width - Of(text)));
}
