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
    public static TheoryData<int> Kinds => [.. Enumerable.Range(0, Results.All.Count)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_result_is_drawn_in_every_width_and_colour_without_an_error_or_a_request(int kind)
    {
        ResultDocument result = Results.All[kind];
        foreach (ColorScheme scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
        {
            foreach (int width in (int[])[400, 1400])
            {
                await using OpenPage page = await OpenPage.OpenAsync(chromium, [result], scheme: scheme, width: width);

                int figures = await page.Page.Locator("figure").CountAsync();
                Assert.True(figures > 0);
                Assert.Equal(figures, await page.Page.EvaluateAsync<int>("[...document.querySelectorAll('.plot')].filter(plot => plot.querySelector('svg.main-svg')).length"));
                Assert.InRange(await page.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"), 1, width);
                Assert.Equal(1, await page.Page.Locator("main").CountAsync());
                Assert.Empty(page.Complaints);
                Assert.Empty(page.Requests);
                await page.KeepPictureAsync($"{result.Name.Split(' ')[1]}-{width}-{scheme}.png".ToLowerInvariant(), wholePage: true);
            }
        }
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
    public async Task The_charts_of_a_comparison_draw_at_most_four_lines_each()
    {
        await using OpenPage page = await OpenPage.OpenAsync(chromium, [ResultDocument.Of(Results.Comparison, "eden compare")]);

        foreach (ILocator plot in await page.Page.Locator(".plot").AllAsync())
        {
            Assert.InRange(await plot.Locator(".scatterlayer .trace").CountAsync(), 1, 4);
        }
    }

    [Fact]
    public async Task The_distances_to_plain_Adam_are_those_of_the_record()
    {
        ComparisonResult result = Results.Comparison;
        await using OpenPage page = await OpenPage.OpenAsync(chromium, [ResultDocument.Of(result, "eden compare")]);

        JsonElement data = await page.DataAsync(0);

        string[] families = [ModelNames.EdenAdamW, ModelNames.AdamWithL2];
        Assert.Equal(families, data.EnumerateArray().Select(trace => trace.GetProperty("name").GetString()!));
        ComparedModel adam = result.Models.Single(model => model.Name == ModelNames.EdenAdam);
        foreach ((string family, JsonElement trace) in families.Zip(data.EnumerateArray()))
        {
            ComparedModel model = result.Models.Single(model => model.Name == family);
            double[] shown = [.. trace.GetProperty("y").EnumerateArray().Select(value => value.GetDouble())];
            Assert.Equal(0, shown[0]);
            Assert.All(model.Steps.Select((step, epoch) => (step, epoch)), at =>
                Assert.Equal(Math.Sqrt(Enumerable.Range(0, 3).Sum(weight => Math.Pow(at.step.Weight[weight] - adam.Steps[at.epoch].Weight[weight], 2))), shown[at.epoch + 1], 15));
        }
    }

    [Fact]
    public async Task The_best_cell_of_a_map_is_marked()
    {
        SweepResult result = Results.Sweep;
        await using OpenPage page = await OpenPage.OpenAsync(chromium, [ResultDocument.Of(result, "eden sweep")]);

        for (int map = 0; map < result.Maps.Count; map++)
        {
            JsonElement data = await page.DataAsync(map);
            int column = Array.IndexOf([.. data[0].GetProperty("x").EnumerateArray().Select(name => name.GetString())], data[1].GetProperty("x")[0].GetString());
            int row = Array.IndexOf([.. data[0].GetProperty("y").EnumerateArray().Select(name => name.GetString())], data[1].GetProperty("y")[0].GetString());
            SweepMap drawn = result.Maps[map];
            Assert.Equal((drawn.Best!.Decay, drawn.Best.LearningRate), (drawn.Picture.Decays[column], drawn.Picture.LearningRates[row]));
        }
    }

    [Fact]
    public async Task The_numbers_of_the_tables_are_those_of_the_record()
    {
        ComparisonResult result = Results.Comparison;
        await using OpenPage page = await OpenPage.OpenAsync(chromium, [ResultDocument.Of(result, "eden compare")]);

        string text = await page.Page.InnerTextAsync("body");
        Assert.All(result.Verdicts, verdict => Assert.Contains(Number(verdict.FreeRunDistance), text, StringComparison.Ordinal));
        Assert.All(result.Models, model => Assert.Contains(Number(model.Steps[^1].Loss, "G7"), text, StringComparison.Ordinal));
        Assert.Contains("All 7 verdicts are as expected.", text, StringComparison.Ordinal);

        static string Number(double value, string format = "G3") => value.ToString(format, CultureInfo.InvariantCulture).Replace('E', 'e');
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
            AppliedDecays = [.. Results.Comparison.AppliedDecays.Select(decay => decay with { Model = Name })],
            Origin = Name,
            Stamp = Results.Comparison.Stamp with { Command = $"eden compare '{Name}'" },
        };
        await using OpenPage page = await OpenPage.OpenAsync(chromium, [ResultDocument.Of(result, Name), ResultDocument.Of(Results.Bench, "b")]);

        Assert.Contains(Name, await page.Page.InnerTextAsync("nav"), StringComparison.Ordinal);
        Assert.Contains(Name, await page.Page.InnerTextAsync("table >> nth=1"), StringComparison.Ordinal);
        Assert.Contains(Name, await page.Page.TextContentAsync("#chart-1 .legend") ?? "", StringComparison.Ordinal);
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
        // docs/images/claims.png.
        await page.KeepPictureAsync($"claims-{scheme}-charts.png".ToLowerInvariant(), ".charts >> nth=1");
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
