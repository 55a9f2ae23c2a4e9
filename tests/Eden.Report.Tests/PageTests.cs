using System.Globalization;
using System.Text.Json;
using Eden.Lab;
using Eden.Lab.Comparison;
using Eden.Lab.Report;
using Eden.Lab.Sweeps;
using Eden.Testing;
using Microsoft.Playwright;

namespace Eden.Report.Tests;

/// <summary>Pages in a real browser.</summary>
public sealed class PageTests(Chromium chromium)
{
    [Fact]
    public async Task Every_kind_of_result_is_drawn_without_an_error_or_a_request()
    {
        await using OpenPage page = await OpenPage.OpenAsync(chromium, Results.All);

        int figures = await page.Page.Locator("figure").CountAsync();
        Assert.True(figures > 15);
        Assert.Equal(figures, await page.Page.EvaluateAsync<int>("[...document.querySelectorAll('.plot')].filter(plot => plot.querySelector('svg.main-svg')).length"));
        Assert.Equal(6, await page.Page.Locator("h2").CountAsync());
        Assert.Empty(page.Complaints);
        Assert.Empty(page.Requests);
        await page.KeepPictureAsync("all.png", wholePage: true);
    }

    [Theory]
    [InlineData(1200, "Download plot as a PNG|Zoom|Pan|Zoom in|Zoom out|Reset axes")]
    [InlineData(400, "Download plot as a PNG")]
    public async Task The_buttons_of_a_chart_send_nothing_and_leave_the_legend_its_place(int width, string buttons)
    {
        await using OpenPage page = await OpenPage.OpenAsync(chromium, [ResultDocument.Of(Results.Comparison, "eden compare")], width: width);

        Assert.Equal(buttons, await page.Page.EvaluateAsync<string>("[...document.querySelectorAll('#chart-0 .modebar-btn')].map(button => button.dataset.title).join('|')"));
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task Every_chart_shows_as_many_lines_as_it_has_series()
    {
        await using OpenPage page = await OpenPage.OpenAsync(chromium, [ResultDocument.Of(Results.Comparison, "eden compare")]);

        for (int weight = 0; weight < Results.Comparison.Initial.Count; weight++)
        {
            Assert.Equal(Results.Comparison.Models.Count, await page.Page.Locator($"#chart-{weight} .scatterlayer .trace").CountAsync());
        }
    }

    [Fact]
    public async Task The_numbers_of_the_charts_are_those_of_the_record()
    {
        ComparisonResult result = Results.Comparison;
        await using OpenPage page = await OpenPage.OpenAsync(chromium, [ResultDocument.Of(result, "eden compare")]);

        for (int weight = 0; weight < result.Initial.Count; weight++)
        {
            JsonElement data = await page.DataAsync(weight);
            Assert.Equal(result.Models.Select(model => model.Name), data.EnumerateArray().Select(trace => trace.GetProperty("name").GetString()!));
            for (int model = 0; model < result.Models.Count; model++)
            {
                double[] expected = [result.Initial[weight], .. result.Models[model].Steps.Select(step => step.Weight[weight])];
                Assert.Equal(expected, data[model].GetProperty("y").EnumerateArray().Select(value => value.GetDouble()));
            }
        }
    }

    [Fact]
    public async Task The_numbers_of_the_tables_are_those_of_the_record()
    {
        ComparisonResult result = Results.Comparison;
        await using OpenPage page = await OpenPage.OpenAsync(chromium, [ResultDocument.Of(result, "eden compare")]);

        string text = await page.Page.InnerTextAsync("body");
        Assert.All(result.Verdicts, verdict => Assert.Contains(Number(verdict.FreeRunDistance), text, StringComparison.Ordinal));
        Assert.All(result.Models, model => Assert.Contains(Number(model.Steps[^1].Loss), text, StringComparison.Ordinal));
        Assert.Contains("All 7 verdicts are as expected.", text, StringComparison.Ordinal);

        static string Number(double value) => value.ToString("G7", CultureInfo.InvariantCulture).Replace('E', 'e');
    }

    [Fact]
    public async Task A_heat_map_has_the_errors_of_the_sweep()
    {
        SweepResult result = Results.Sweep;
        await using OpenPage page = await OpenPage.OpenAsync(chromium, [ResultDocument.Of(result, "eden sweep")]);

        for (int map = 0; map < result.Maps.Count; map++)
        {
            double[][] shown = [.. (await page.DataAsync(map))[0].GetProperty("z").EnumerateArray().Select(row => row.EnumerateArray().Select(value => value.GetDouble()).ToArray())];
            Assert.Equal(result.Maps[map].Picture.Errors.Select(row => row.Select(error => error!.Value)), shown);
            Assert.Equal(1, await page.Page.Locator($"#chart-{map} .heatmaplayer .hm").CountAsync());
        }
    }

    [Fact]
    public async Task A_name_with_markup_is_text_in_tables_in_charts_and_in_the_title()
    {
        const string Name = "<script>alert('x')</script><img src=x onerror=alert(1)><b>bold</b>&amp;";
        ComparisonResult result = Results.Comparison with
        {
            Models = [Results.Comparison.Models[0] with { Name = Name }, .. Results.Comparison.Models.Skip(1)],
            Origin = Name,
            Stamp = Results.Comparison.Stamp with { Command = $"eden compare '{Name}'" },
        };
        await using OpenPage page = await OpenPage.OpenAsync(chromium, [ResultDocument.Of(result, Name), ResultDocument.Of(Results.Bench, "b")]);

        Assert.Contains(Name, await page.Page.InnerTextAsync("nav"), StringComparison.Ordinal);
        Assert.Contains(Name, await page.Page.InnerTextAsync("table >> nth=1"), StringComparison.Ordinal);
        Assert.Contains(Name, await page.Page.TextContentAsync("#chart-0 .legend") ?? "", StringComparison.Ordinal);
        Assert.Equal(0, await page.Page.Locator("img, b, script:not(body > script)").CountAsync());
        Assert.Empty(page.Complaints);
        Assert.Empty(page.Requests);
    }

    [Fact]
    public async Task A_click_on_the_legend_hides_a_series_and_the_mouse_shows_numbers()
    {
        await using OpenPage page = await OpenPage.OpenAsync(chromium, [ResultDocument.Of(Results.Training, "eden train")]);
        ILocator chart = page.Page.Locator("#chart-0");
        int lines = await chart.Locator(".scatterlayer .trace").CountAsync();

        await chart.Locator(".points path").First.HoverAsync(new() { Force = true });
        Assert.Contains(Results.Training.Epochs[0].TrainingLoss.ToString("0.###", CultureInfo.InvariantCulture)[..4], await chart.Locator(".hoverlayer").TextContentAsync() ?? "", StringComparison.Ordinal);

        await chart.Locator(".legendtoggle").First.ClickAsync();
        await Assertions.Expect(chart.Locator(".scatterlayer .trace")).ToHaveCountAsync(lines - 1);
    }

    [Fact]
    public async Task Zooming_changes_the_range_of_the_axis()
    {
        await using OpenPage page = await OpenPage.OpenAsync(chromium, [ResultDocument.Of(Results.Training, "eden train")]);
        LocatorBoundingBoxResult box = (await page.Page.Locator("#chart-1 .nsewdrag").First.BoundingBoxAsync())!;
        double[] before = await RangeAsync();

        await page.Page.Mouse.MoveAsync(box.X + (box.Width * 0.3f), box.Y + (box.Height * 0.3f));
        await page.Page.Mouse.DownAsync();
        await page.Page.Mouse.MoveAsync(box.X + (box.Width * 0.7f), box.Y + (box.Height * 0.7f), new() { Steps = 5 });
        await page.Page.Mouse.UpAsync();

        double[] after = await RangeAsync();
        Assert.True(after[1] - after[0] < 0.6 * (before[1] - before[0]), $"{after[0]} to {after[1]}");

        Task<double[]> RangeAsync() => page.Page.EvaluateAsync<double[]>("document.getElementById('chart-1').layout.xaxis.range");
    }

    [Theory]
    [InlineData(ColorScheme.Light, "rgb(255, 255, 255)", "#1c2128")]
    [InlineData(ColorScheme.Dark, "rgb(13, 17, 23)", "#e6edf3")]
    public async Task Page_and_charts_follow_the_colours_that_the_reader_prefers(ColorScheme scheme, string background, string font)
    {
        await using OpenPage page = await OpenPage.OpenAsync(chromium, [ResultDocument.Of(Results.Claims, "eden claims")], scheme: scheme);

        Assert.Equal(background, await page.Page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor"));
        Assert.Equal(font, await page.Page.EvaluateAsync<string>("document.getElementById('chart-0').layout.font.color"));
        await page.KeepPictureAsync($"claims-{scheme}.png".ToLowerInvariant());
        await page.KeepPictureAsync($"claims-{scheme}-whole.png".ToLowerInvariant(), wholePage: true);
    }

    [Fact]
    public async Task A_change_of_the_preferred_colours_redraws_the_charts()
    {
        await using OpenPage page = await OpenPage.OpenAsync(chromium, [ResultDocument.Of(Results.Training, "eden train")]);

        await page.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await page.WaitForAsync("document.getElementById('chart-0').layout.font.color === '#e6edf3'");
    }

    [Theory]
    [InlineData(360)]
    [InlineData(768)]
    public async Task A_narrow_window_never_scrolls_sideways(int width)
    {
        await using OpenPage page = await OpenPage.OpenAsync(chromium, Results.All, width: width, height: 740);

        Assert.InRange(await page.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"), 1, width);
        Assert.All(await page.Page.EvaluateAsync<double[]>("[...document.querySelectorAll('.plot .main-svg')].map(svg => svg.getBoundingClientRect().right)"), right => Assert.InRange(right, 1, width));
        await page.KeepPictureAsync($"narrow-{width}.png", wholePage: true);
    }

    [Fact]
    public async Task Every_chart_says_in_words_what_it_shows_and_the_page_names_its_language()
    {
        await using OpenPage page = await OpenPage.OpenAsync(chromium, [ResultDocument.Of(Results.Claims, "eden claims")], Language.Chinese);

        Assert.Equal("zh-CN", await page.Page.GetAttributeAsync("html", "lang"));
        foreach (ILocator plot in await page.Page.Locator(".plot").AllAsync())
        {
            Assert.Equal("img", await plot.GetAttributeAsync("role"));
            Assert.Contains(await plot.GetAttributeAsync("aria-label") ?? "", character => character is >= '\u4e00' and <= '\u9fff');
        }

        await page.KeepPictureAsync("claims-zh.png");
    }

    [Fact]
    public async Task Printed_it_is_dark_on_white_with_its_charts()
    {
        await using OpenPage page = await OpenPage.OpenAsync(chromium, Results.All, scheme: ColorScheme.Dark);

        byte[] pdf = await page.Page.PdfAsync(new() { Format = "A4" });
        await page.Page.EmulateMediaAsync(new() { Media = Media.Print });

        Assert.Equal("%PDF"u8.ToArray(), pdf[..4]);
        Assert.Equal("rgb(255, 255, 255)", await page.Page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor"));
        Assert.Equal("none", await page.Page.EvaluateAsync<string>("getComputedStyle(document.querySelector('nav')).display"));
        if (Environment.GetEnvironmentVariable("EDEN_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await File.WriteAllBytesAsync(Path.Combine(folder, "all.pdf"), pdf, TestContext.Current.CancellationToken);
        }
    }
}
