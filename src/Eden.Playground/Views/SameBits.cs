using Eden.Playground.Pages;

namespace Eden.Playground.Views;

/// <summary>Whether Eden's steps have the same bits here as on the desktop: all views at their defaults, against hashes that were
/// recorded there.</summary>
internal static class SameBits
{
    /// <summary>The hashes of the desktop; a test computes them anew.</summary>
    public static IReadOnlyDictionary<string, string> Desktop { get; } = new Dictionary<string, string>
    {
        ["weight"] = "67c1117556987b7a",
        ["plane"] = "1ef944cfd976a54a",
    };

    private static readonly Lazy<string[]> Differing = new(() => [.. Desktop.Where(recorded => Here(recorded.Key) != recorded.Value).Select(recorded => recorded.Key)]);

    /// <summary>The hash of a view at its defaults, here; <see langword="null"/> where it has none.</summary>
    public static string? Here(string view)
    {
        IView found = AllViews.Find(view);
        return found.Run(Values.Parse(found.Settings, "")).First().Bits;
    }

    /// <summary>The comparison in a sentence.</summary>
    public static Words Verdict() => Differing.Value is []
        ? new($"The same bits as on the desktop: {Desktop.Count} of {Desktop.Count} recorded runs.", $"与桌面程序逐比特一致：{Desktop.Count} 个记录全部吻合。")
        : new($"Not the same bits as on the desktop: {string.Join(", ", Differing.Value)}.", $"与桌面程序的比特不一致：{string.Join("、", Differing.Value)}。");
}
