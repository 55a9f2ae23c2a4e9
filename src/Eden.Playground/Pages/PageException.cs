namespace Eden.Playground.Pages;

/// <summary>A value that the reader or a link gave is not allowed.</summary>
internal sealed class PageException(Words words) : Exception(words.English)
{
    public Words Words => words;
}
