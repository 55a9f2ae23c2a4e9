using System.Text.Json;
using Eden.Lab;
using Eden.Lab.Report;
using Eden.Testing;
using Microsoft.Playwright;

namespace Eden.Report.Tests;

/// <summary>A report in the browser, drawn, and what the browser said while it drew.</summary>
internal sealed class OpenPage : IAsyncDisposable
{
    private readonly string _file;
    private readonly List<string> _complaints = [];
    private readonly List<string> _requests = [];
    private IBrowserContext? _context;

    private OpenPage(string file) => _file = file;

    public IPage Page { get; private set; } = null!;

    /// <summary>Errors, warnings and dialogs.</summary>
    public IReadOnlyList<string> Complaints => _complaints;

    /// <summary>What was asked for besides the page itself.</summary>
    public IReadOnlyList<string> Requests => _requests;

    public static async Task<OpenPage> OpenAsync(Chromium chromium, IReadOnlyList<ResultDocument> results, Language language = Language.English, ColorScheme scheme = ColorScheme.Light, int width = 1200, int height = 900)
    {
        IBrowser browser = chromium.Browser;
        string file = Path.Combine(Path.GetTempPath(), $"eden-{Guid.NewGuid():N}.html");
        using (FileStream stream = File.Create(file))
        {
            HtmlReport.Write(stream, results, language);
        }

        OpenPage page = new(file);
        await page.ShowAsync(browser, scheme, width, height);
        return page;
    }

    /// <summary>What Plotly holds of a chart.</summary>
    public async Task<JsonElement> DataAsync(int chart) =>
        JsonDocument.Parse(await Page.EvaluateAsync<string>($"JSON.stringify(document.getElementById('chart-{chart}').data)")).RootElement;

    /// <summary>Waits until a condition holds. Playwright's own waiting makes code of the text in the page, which the page's
    /// content policy forbids.</summary>
    public Task WaitForAsync(string condition) => Page.EvaluateAsync($$"""
        new Promise((done, fail) => {
          setTimeout(() => fail(new Error("after 30 seconds it does not hold")), 30000);
          const look = () => ({{condition}}) ? done() : requestAnimationFrame(look);
          look();
        })
        """);

    /// <summary>Keeps a picture where <c>EDEN_SCREENSHOTS</c> names a folder.</summary>
    public async Task KeepPictureAsync(string name, bool wholePage = false)
    {
        if (Environment.GetEnvironmentVariable("EDEN_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await Page.ScreenshotAsync(new() { Path = Path.Combine(folder, name), FullPage = wholePage });
        }
    }

    /// <summary>Keeps a picture of one element.</summary>
    public async Task KeepPictureAsync(string name, string selector)
    {
        if (Environment.GetEnvironmentVariable("EDEN_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await Page.Locator(selector).ScreenshotAsync(new() { Path = Path.Combine(folder, name) });
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_context is not null)
        {
            await _context.DisposeAsync();
        }

        File.Delete(_file);
    }

    private async Task ShowAsync(IBrowser browser, ColorScheme scheme, int width, int height)
    {
        _context = await browser.NewContextAsync(new() { ColorScheme = scheme, ViewportSize = new() { Width = width, Height = height } });
        Page = await _context.NewPageAsync();
        Page.Console += (_, message) => Complain(message.Type is "error" or "warning", $"{message.Type}: {message.Text}");
        Page.PageError += (_, error) => _complaints.Add(error);
        Page.Dialog += (_, dialog) =>
        {
            _complaints.Add($"dialog: {dialog.Message}");
            _ = dialog.DismissAsync();
        };
        string address = new Uri(_file).AbsoluteUri;
        Page.Request += (_, request) => Note(request.Url, address);
        await Page.GotoAsync(address);
        await Page.WaitForSelectorAsync("html[data-drawn=true]", new() { State = WaitForSelectorState.Attached });
    }

    private void Complain(bool isComplaint, string text)
    {
        if (isComplaint)
        {
            _complaints.Add(text);
        }
    }

    private void Note(string url, string address)
    {
        if (url != address && !url.StartsWith("data:", StringComparison.Ordinal) && !url.StartsWith("blob:", StringComparison.Ordinal))
        {
            _requests.Add(url);
        }
    }
}
