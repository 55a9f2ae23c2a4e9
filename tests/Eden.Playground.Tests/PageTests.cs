using Eden.Playground.Pages;
using Eden.Playground.Views;
using Eden.Testing;
using Microsoft.Playwright;

namespace Eden.Playground.Tests;

/// <summary>The page in a real browser.</summary>
public sealed class PageTests(Chromium chromium, Playground playground)
{
    public static TheoryData<string> Views => [.. AllViews.All.Select(view => view.Name)];

    [Theory]
    [MemberData(nameof(Views))]
    public async Task A_view_is_drawn_in_every_width_and_colour_without_a_complaint_or_a_request_to_others(string name)
    {
        await using OpenView view = await OpenView.OpenAsync(chromium, playground, name, new() { ReducedMotion = ReducedMotion.Reduce });
        Assert.NotEqual(0, await view.Page.Locator("#form [data-setting]").CountAsync());
        if (await view.Page.IsVisibleAsync("#play"))
        {
            await view.Page.ClickAsync("#play");
        }

        foreach (ColorScheme scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
        {
            await view.Page.EmulateMediaAsync(new() { ColorScheme = scheme });
            foreach (int width in (int[])[360, 400, 1400])
            {
                await view.Page.SetViewportSizeAsync(width, 900);
                Assert.InRange(await view.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"), 1, width);
                await view.KeepPictureAsync($"{name}-{width}-{scheme}.png".ToLowerInvariant());
            }
        }

        Assert.Empty(view.Complaints);
        Assert.All(view.Requests, address => Assert.StartsWith(playground.Address.AbsoluteUri, address, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_slider_changes_picture_link_and_code()
    {
        await using OpenView view = await OpenView.OpenAsync(chromium, playground, "weight");
        string before = await view.TextAsync("#bits");

        await view.SlideAsync("lr", 0);

        Assert.NotEqual(before, await view.TextAsync("#bits"));
        Assert.EndsWith("#weight?lr=1e-05", view.Page.Url, StringComparison.Ordinal);
        Assert.Contains("LearningRate = 1e-05", await view.Page.TextContentAsync("#code") ?? "", StringComparison.Ordinal);
        Assert.Equal("1e-05", await view.Page.GetAttributeAsync("#set-lr", "aria-valuetext"));
    }

    [Fact]
    public async Task The_keyboard_moves_a_slider()
    {
        await using OpenView view = await OpenView.OpenAsync(chromium, playground, "weight");

        await view.Page.FocusAsync("#set-wd");
        await view.Page.Keyboard.PressAsync("ArrowLeft");

        Assert.EndsWith("#weight?wd=0.5", view.Page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_start_is_dragged_by_the_mouse_and_moved_by_arrow_keys()
    {
        await using OpenView view = await OpenView.OpenAsync(chromium, playground, "plane");
        LocatorBoundingBoxResult box = (await view.Page.Locator(".handle").BoundingBoxAsync())!;
        (float x, float y) = (box.X + (box.Width / 2), box.Y + (box.Height / 2));

        await view.Page.Mouse.MoveAsync(x, y);
        await view.Page.Mouse.DownAsync();
        await view.Page.Mouse.MoveAsync(x + 150, y + 90, new() { Steps = 4 });
        await view.Page.Mouse.UpAsync();
        string dragged = view.Page.Url;
        Assert.Matches(@"#plane\?x=-0\.\d+&y=0\.\d+$", dragged);

        await view.Page.FocusAsync(".handle");
        await view.Page.Keyboard.PressAsync("ArrowUp");
        await view.Page.Keyboard.PressAsync("ArrowUp");
        Assert.NotEqual(dragged, view.Page.Url);
        Assert.True(await view.Page.EvaluateAsync<bool>("document.activeElement.classList.contains('handle')"));
    }

    [Fact]
    public async Task A_path_is_stepped_and_played()
    {
        await using OpenView view = await OpenView.OpenAsync(chromium, playground, "plane?steps=50");

        await view.Page.ClickAsync("#reset");
        Assert.Equal("0 / 50", await view.TextAsync("#position"));
        await view.Page.ClickAsync("#step");
        await view.Page.ClickAsync("#step");
        Assert.Equal("2 / 50", await view.TextAsync("#position"));
        await view.Page.ClickAsync("#play");
        await Assertions.Expect(view.Page.Locator("#position")).ToHaveTextAsync("50 / 50");
        Assert.Equal("Play", await view.TextAsync("#play"));
    }

    [Fact]
    public async Task Who_prefers_calm_sees_the_end_at_once()
    {
        await using OpenView view = await OpenView.OpenAsync(chromium, playground, "plane?steps=1000", new() { ReducedMotion = ReducedMotion.Reduce });

        await view.Page.ClickAsync("#reset");
        await view.Page.ClickAsync("#play");

        Assert.Equal("1000 / 1000", await view.TextAsync("#position"));
    }

    [Fact]
    public async Task A_network_trains_as_on_the_desktop()
    {
        const string Query = "steps=200&wd=0.02";
        IView desktop = AllViews.Find("network");
        Picture last = desktop.Run(Values.Parse(desktop.Settings, Query)).Last();
        await using OpenView view = await OpenView.OpenAsync(chromium, playground, $"network?{Query}");

        await Assertions.Expect(view.Page.Locator("#summary")).ToHaveTextAsync(last.Summary.English);
        Assert.Equal(last.Tables[0].Rows.SelectMany(row => row.Skip(1)).Select(cell => cell.English), await view.Page.Locator("#tables td").AllInnerTextsAsync());
        Assert.Equal("Play", await view.TextAsync("#play"));

        await view.Page.ClickAsync("#reset");
        Assert.StartsWith("Step 0 of 200.", await view.TextAsync("#summary"), StringComparison.Ordinal);
        await view.Page.ClickAsync("#step");
        Assert.StartsWith("Step 20 of 200.", await view.TextAsync("#summary"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("weight?lr=5", "lr is '5'; it must be a number from 1e-05 to 1.")]
    [InlineData("weight?lr=NaN", "lr is 'NaN'; it must be a number from 1e-05 to 1.")]
    [InlineData("weight?steps=1e9", "steps is '1e9'; it must be a whole number from 100 to 5000.")]
    [InlineData("weight?lr=0.1&lr=0.2", "The link names 'lr', which this view does not have or which stands there twice.")]
    [InlineData("plane?function=own&formula=alert(1)", "'alert' is unknown; a formula has x, y and sin, cos, exp, log, sqrt, abs, tanh.")]
    [InlineData("nothing", "There is no view 'nothing'")]
    public async Task A_bad_link_is_refused_in_words_and_the_defaults_are_shown(string link, string error)
    {
        await using OpenView view = await OpenView.OpenAsync(chromium, playground, link);

        Assert.StartsWith(error, await view.TextAsync("#error"), StringComparison.Ordinal);
        Assert.NotEqual(0, await view.Page.Locator("figure svg").CountAsync());
        Assert.Empty(view.Complaints);
    }

    [Fact]
    public async Task A_formula_is_typed_and_a_wrong_one_keeps_the_last_picture()
    {
        await using OpenView view = await OpenView.OpenAsync(chromium, playground, "plane?function=own");

        await view.Page.FillAsync("#set-formula", "x^4 + y^4");
        string bits = await view.TextAsync("#bits");
        await view.Page.FillAsync("#set-formula", "x^4 + ");

        Assert.Equal("The formula breaks off at its end, character 7.", await view.TextAsync("#error"));
        Assert.Equal(bits, await view.TextAsync("#bits"));
        await view.Page.FillAsync("#set-formula", "x^4 + y^4");
        Assert.False(await view.Page.IsVisibleAsync("#error"));
    }

    [Fact]
    public async Task The_link_keeps_settings_and_language()
    {
        await using OpenView view = await OpenView.OpenAsync(chromium, playground, "weight?wd=0.2&lang=zh");

        Assert.Equal("zh-CN", await view.Page.GetAttributeAsync("html", "lang"));
        Assert.Equal("一个权重", await view.TextAsync("#title"));
        await view.Page.ClickAsync("[data-language=en]");
        Assert.Equal("One weight", await view.TextAsync("#title"));
        await view.Page.ClickAsync("#link");
        Assert.EndsWith("#weight?wd=0.2&lang=en", view.Page.Url, StringComparison.Ordinal);
        Assert.Equal("0.2", await view.TextAsync("#set-wd ~ output, output[for=set-wd]"));
    }

    [Fact]
    public async Task Once_loaded_it_works_offline()
    {
        await using OpenView view = await OpenView.OpenAsync(chromium, playground, "weight");
        await view.Page.Context.SetOfflineAsync(true);
        int requests = view.Requests.Count;

        foreach (IView one in AllViews.All)
        {
            await view.Page.ClickAsync($"#views a[href='#{one.Name}']");
            await Assertions.Expect(view.Page.Locator("#title")).ToHaveTextAsync(one.Title.English);
        }

        await view.Page.ClickAsync("[data-language=zh]");
        Assert.Equal(requests, view.Requests.Count);
        Assert.Empty(view.Complaints);
    }

    [Fact]
    public void It_weighs_at_most_two_and_a_half_megabytes_compressed()
    {
        Assert.SkipWhen(!Directory.Exists(Playground.Folder), "The page is not published.");
        string[] files = Directory.GetFiles(Playground.Folder, "*", SearchOption.AllDirectories);
        long bytes = files.Where(file => file.EndsWith(".br", StringComparison.Ordinal) || (!file.EndsWith(".gz", StringComparison.Ordinal) && !files.Contains(file + ".br"))).Sum(file => new FileInfo(file).Length);

        Assert.InRange(bytes, 1, 2_500_000);
    }
}
