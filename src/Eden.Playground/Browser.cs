using System.Runtime.InteropServices.JavaScript;
using System.Runtime.Versioning;
using Eden.Playground.Pages;
using Eden.Playground.Views;

namespace Eden.Playground;

/// <summary>What the page calls. Texts go in and out, as JSON.</summary>
[SupportedOSPlatform("browser")]
internal static partial class Browser
{
    private static Showing? _showing;

    /// <summary>The views and their settings.</summary>
    [JSExport]
    internal static string Describe(string language) => PictureJson.Describe(AllViews.All, Parse(language));

    /// <summary>Computes a view.</summary>
    /// <param name="view">Its name.</param>
    /// <param name="query">The settings, as links have them.</param>
    /// <param name="language"><c>en</c> or <c>zh</c>.</param>
    /// <returns>A picture, or an error.</returns>
    [JSExport]
    internal static string Start(string view, string query, string language)
    {
        try
        {
            _showing?.Dispose();
            _showing = new Showing(AllViews.Find(view), query);
            return _showing.Next(Parse(language))!;
        }
        catch (PageException exception)
        {
            return PictureJson.Error(exception.Words, Parse(language));
        }
    }

    /// <summary>Goes on with a training.</summary>
    /// <returns>The next picture, or <see langword="null"/> at the end.</returns>
    [JSExport]
    internal static string? Next(string language) => _showing?.Next(Parse(language));

    /// <summary>Whether the bits here are the desktop's, in a sentence.</summary>
    [JSExport]
    internal static string CompareBits(string language) => SameBits.Verdict().In(Parse(language));

    private static Language Parse(string language) => language == "zh" ? Language.Chinese : Language.English;

    /// <summary>A view and the pictures still to come.</summary>
    private sealed class Showing(IView view, string query) : IDisposable
    {
        private readonly Values _values = Values.Parse(view.Settings, query);
        private IEnumerator<Picture>? _pictures;

        public string? Next(Language language)
        {
            _pictures ??= view.Run(_values).GetEnumerator();
            return _pictures.MoveNext() ? PictureJson.Of(_pictures.Current, view, _values, language) : null;
        }

        public void Dispose() => _pictures?.Dispose();
    }
}
