using System.CommandLine;
using Eden.Lab;
using Eden.Lab.Report;

namespace Eden.Cli.Output;

/// <summary>Where <c>--html</c> writes.</summary>
internal sealed class HtmlTarget : IDisposable
{
    private readonly OutputFile _file;

    private HtmlTarget(OutputFile file) => _file = file;

    /// <summary>The option <c>--html</c>.</summary>
    public static Option<string?> CreateOption() => new("--html")
    {
        Description = "Write the result as one offline HTML page to this file",
        HelpName = "file",
    };

    /// <summary>Opens the target.</summary>
    /// <param name="path">What the user gave to <c>--html</c>.</param>
    /// <exception cref="InputException">The path cannot be written, or this build cannot draw HTML.</exception>
    public static HtmlTarget Open(string path)
    {
        HtmlReport.Demand();
        return new HtmlTarget(OutputFile.Open(path));
    }

    /// <summary>Writes the page.</summary>
    /// <returns>Whether that could be done; otherwise it was noted.</returns>
    /// <exception cref="InputException">A result contradicts itself.</exception>
    public bool Write(IReadOnlyList<ResultDocument> results, Language language) => _file.Write(stream => HtmlReport.Write(stream, results, language));

    /// <summary>Closes the target; what was not written completely is removed.</summary>
    public void Dispose() => _file.Dispose();
}
