namespace Eden.Playground.Pages;

/// <summary>The languages of the page.</summary>
internal enum Language
{
    English,
    Chinese,
}

/// <summary>A text in both languages.</summary>
internal readonly record struct Words(string English, string Chinese)
{
    /// <summary>A text that is the same in both, such as a name.</summary>
    public static implicit operator Words(string text) => new(text, text);

    public string In(Language language) => language == Language.English ? English : Chinese;
}
