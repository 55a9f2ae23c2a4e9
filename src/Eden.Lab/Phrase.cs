using System.Globalization;

namespace Eden.Lab;

/// <summary>A text in the languages that results speak.</summary>
internal sealed record Phrase(string English, string Chinese)
{
    /// <summary>A text that is the same in all languages: a name, a symbol.</summary>
    public static Phrase Same(string text) => new(text, text);

    /// <summary>A number of things in English: <c>1 epoch</c>, <c>2 epochs</c>.</summary>
    /// <param name="noun">What one of them is called.</param>
    /// <param name="plural">What several are called; left out, the noun with an s.</param>
    public static string Counted(long count, string noun, string? plural = null) => string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? noun : plural ?? noun + "s")}");

    public string In(Language language) => language == Language.Chinese ? Chinese : English;

    /// <summary>A text from the files of texts.</summary>
    /// <param name="key">Its key there; a short text is its own key: <c>{0} of {1} points</c>.</param>
    /// <param name="values">What the text's holes take. A phrase is taken in the language of the text.</param>
    public static Phrase Of(string key, params object?[] values)
    {
        return new(Fill(Language.English), Fill(Language.Chinese));

        string Fill(Language language) => string.Format(
            CultureInfo.InvariantCulture, Texts.Find(key, language), [.. values.Select(value => value is Phrase phrase ? phrase.In(language) : value)]);
    }
}

/// <summary>A language of <see cref="Phrase"/>.</summary>
internal enum Language
{
    English,

    /// <summary>Chinese, simplified.</summary>
    Chinese,
}
