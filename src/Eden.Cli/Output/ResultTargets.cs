using System.Text.Json.Serialization.Metadata;
using Eden.Lab;
using Eden.Lab.Report;

namespace Eden.Cli.Output;

/// <summary>Where a verb's result goes besides the screen: <c>--json</c> and <c>--html</c>.</summary>
internal sealed class ResultTargets : IDisposable
{
    private readonly JsonTarget? _json;
    private readonly HtmlTarget? _html;

    private ResultTargets(JsonTarget? json, HtmlTarget? html)
    {
        _json = json;
        _html = html;
    }

    /// <summary>Whether the screen is free; JSON on standard output is alone there.</summary>
    public bool LeaveScreen => _json is not { IsStandardOutput: true };

    /// <summary>Opens what the user named.</summary>
    /// <exception cref="InputException">One of them cannot be written.</exception>
    public static ResultTargets Open(string? json, string? html)
    {
        JsonTarget? target = json is null ? null : JsonTarget.Open(json);
        try
        {
            return new ResultTargets(target, html is null ? null : HtmlTarget.Open(html));
        }
        catch (InputException)
        {
            target?.Dispose();
            throw;
        }
    }

    /// <summary>Writes the result; what goes wrong is noted.</summary>
    /// <param name="result">The result.</param>
    /// <param name="type">How it is written; asked for only where it is, since it takes long to make.</param>
    /// <param name="name">What a page calls it.</param>
    /// <param name="language">The language of a page.</param>
    public void Write<T>(T result, Func<JsonTypeInfo<T>> type, string name, Language language = Language.English)
        where T : class
    {
        _json?.Write(result, type());
        _ = _html?.Write([ResultDocument.Of(result, name)], language);
    }

    /// <summary>Closes the targets; what was not written completely is removed.</summary>
    public void Dispose()
    {
        _json?.Dispose();
        _html?.Dispose();
    }
}
