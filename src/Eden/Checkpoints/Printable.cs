using System.Globalization;
using System.Text;

namespace Eden.Checkpoints;

/// <summary>Text of a file's author, made fit for a one-line message.</summary>
internal static class Printable
{
    /// <summary>The text with control and line-breaking characters escaped, cut where it is longer than
    /// <paramref name="longest"/>.</summary>
    public static string Of(string text, int longest = 200)
    {
        StringBuilder result = new();
        foreach (char c in text)
        {
            if (result.Length >= longest)
            {
                return result.Append('…').ToString();
            }

            if (NeedsEscape(c))
            {
                result.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            }
            else
            {
                result.Append(c);
            }
        }

        return result.ToString();
    }

    private static bool NeedsEscape(char c) => char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate;
}
