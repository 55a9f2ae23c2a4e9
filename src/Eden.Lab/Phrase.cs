using System.Globalization;

namespace Eden.Lab;

/// <summary>A text in the languages that results speak.</summary>
/// <param name="English">The text in English.</param>
/// <param name="Chinese">The text in Chinese.</param>
internal sealed record Phrase(string English, string Chinese)
{
    /// <summary>A text that is the same in all languages: a name, a symbol.</summary>
    public static Phrase Same(string text) => new(text, text);

    /// <summary>A number of things in English: <c>1 epoch</c>, <c>2 epochs</c>.</summary>
    /// <param name="count">How many.</param>
    /// <param name="noun">What one of them is called.</param>
    /// <param name="plural">What several are called; left out, the noun with an s.</param>
    public static string Counted(long count, string noun, string? plural = null) => string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? noun : plural ?? noun + "s")}");

    /// <summary>The text in a language.</summary>
    public string In(Language language) => language == Language.Chinese ? Chinese : English;

    /// <summary>A text with numbers, which are written alike in every culture.</summary>
    internal static Phrase Of(FormattableString english, FormattableString chinese) =>
        new(english.ToString(CultureInfo.InvariantCulture), chinese.ToString(CultureInfo.InvariantCulture));
}

/// <summary>A language of <see cref="Phrase"/>.</summary>
internal enum Language
{
    English,

    /// <summary>Chinese, simplified.</summary>
    Chinese,
}
