using Eden.Testing;
using Microsoft.Playwright;

namespace Eden.Playground.Tests;

/// <summary>A view in the browser, drawn, and what the browser said meanwhile.</summary>
internal sealed class OpenView : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly List<string> _complaints = [];
    private readonly List<string> _requests = [];

    private OpenView(IBrowserContext context, IPage page)
    {
        _context = context;
        Page = page;
    }

    public IPage Page { get; }

    /// <summary>Errors and warnings.</summary>
    public IReadOnlyList<string> Complaints => _complaints;

    /// <summary>All addresses that were asked for.</summary>
    public IReadOnlyList<string> Requests => _requests;

    /// <summary>Opens a view and waits for its first picture.</summary>
    /// <param name="chromium">The browser.</param>
    /// <param name="playground">The page.</param>
    /// <param name="link">What stands behind <c>#</c> in the link.</param>
    /// <param name="options">The window, its colours and so on.</param>
    public static async Task<OpenView> OpenAsync(Chromium chromium, Playground playground, string link, BrowserNewContextOptions? options = null)
    {
        Uri address = playground.Address;
        IBrowserContext context = await chromium.Browser.NewContextAsync(options ?? new());
        OpenView view = new(context, await context.NewPageAsync());
        view.Page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                view._complaints.Add($"{message.Type}: {message.Text}");
            }
        };
        view.Page.PageError += (_, error) => view._complaints.Add(error);
        view.Page.Request += (_, request) => view._requests.Add(request.Url);
        await view.Page.GotoAsync($"{address}#{link}");
        await view.Page.WaitForSelectorAsync("html[data-ready]", new() { State = WaitForSelectorState.Attached });
        return view;
    }

    public Task<string> TextAsync(string selector) => Page.InnerTextAsync(selector);

    /// <summary>Sets a slider, as dragging it does.</summary>
    public Task SlideAsync(string setting, int place) =>
        Page.EvaluateAsync($"(() => {{ const slider = document.getElementById('set-{setting}'); slider.value = {place}; slider.dispatchEvent(new Event('input')); }})()");

    /// <summary>Keeps a picture where <c>EDEN_SCREENSHOTS</c> names a folder.</summary>
    public async Task KeepPictureAsync(string name)
    {
        if (Environment.GetEnvironmentVariable("EDEN_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await Page.ScreenshotAsync(new() { Path = Path.Combine(folder, name), FullPage = true });
        }
    }

    public ValueTask DisposeAsync() => _context.DisposeAsync();
}
