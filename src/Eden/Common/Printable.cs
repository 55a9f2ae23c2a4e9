using System.Globalization;
using System.Text;

namespace Eden;

/// <summary>Text of a file's author, made fit for a one-line message.</summary>
internal static class Printable
{
    /// <summary>The text with control and line-breaking characters and lone surrogates escaped, cut where it is longer than
    /// <paramref name="longest"/>.</summary>
    public static string Of(string text, int longest = 200)
    {
        StringBuilder result = new();
        for (int i = 0; i < text.Length; i++)
        {
            if (result.Length >= longest)
            {
                return result.Append('…').ToString();
            }

            if (char.IsSurrogatePair(text, i))
            {
                AppendPair(result, text[i], text[++i]);
            }
            else if (NeedsEscape(char.GetUnicodeCategory(text[i])))
            {
                AppendEscaped(result, text[i]);
            }
            else
            {
                result.Append(text[i]);
            }
        }

        return result.ToString();
    }

    private static void AppendPair(StringBuilder result, char high, char low)
    {
        if (NeedsEscape(CharUnicodeInfo.GetUnicodeCategory(char.ConvertToUtf32(high, low))))
        {
            AppendEscaped(result, high);
            AppendEscaped(result, low);
        }
        else
        {
            result.Append(high).Append(low);
        }
    }

    private static void AppendEscaped(StringBuilder result, char c) => result.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");

    private static bool NeedsEscape(UnicodeCategory category) => category is UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate;
}
