using Eden.Playground.Pages;
using Eden.Playground.Views;
using Eden.Testing;

namespace Eden.Playground.Tests;

/// <summary>The bits of the browser are the desktop's.</summary>
public sealed class BitTests(Chromium chromium, Playground playground)
{
    public static TheoryData<string, string> Links => new()
    {
        { "weight", "" },
        { "weight", "gradients=spike&lr=0.1&wd=1&beta2=0.99&schedule=cosine" },
        { "weight", "gradients=vanishing&schedule=warmup&steps=5000" },
        { "plane", "" },
        { "plane", "function=rosenbrock&show-sgd=1&show-lion=1&show-free=1&sgd-lr=0.0005&steps=1000" },
    };

    [Theory]
    [MemberData(nameof(Links))]
    public async Task A_view_in_the_browser_has_the_bits_of_the_desktop(string name, string query)
    {
        IView desktop = AllViews.Find(name);
        string bits = desktop.Run(Values.Parse(desktop.Settings, query)).First().Bits!;

        await using OpenView view = await OpenView.OpenAsync(chromium, playground, $"{name}?{query}");

        Assert.Equal(bits, await view.TextAsync("#bits"));
    }

    [Fact]
    public void The_hashes_that_the_page_compares_with_are_the_desktops()
    {
        Assert.Equal(AllViews.All.Select(view => $"{view.Name} {SameBits.Here(view.Name)}").Where(text => !text.EndsWith(' ')), SameBits.Desktop.Select(recorded => $"{recorded.Key} {recorded.Value}"));
    }

    [Fact]
    public async Task The_page_says_that_they_are_the_same()
    {
        await using OpenView view = await OpenView.OpenAsync(chromium, playground, "");

        Assert.Equal(SameBits.Verdict().English, await view.TextAsync("#same"));
        Assert.StartsWith("The same bits", SameBits.Verdict().English, StringComparison.Ordinal);
    }
}
