using Eden.Playground.Pages;
using Eden.Playground.Views.Calculators;

namespace Eden.Playground.Views;

/// <summary>The views, in the order of the page.</summary>
internal static class AllViews
{
    public static IReadOnlyList<IView> All { get; } = [new OneWeight(), new TwoWeights(), new SmallNetwork(), new CalculatorView()];

    /// <exception cref="PageException">There is none with this name.</exception>
    public static IView Find(string name) =>
        All.FirstOrDefault(view => view.Name == name)
        ?? throw new PageException(new($"There is no view '{name}'; there are {string.Join(", ", All.Select(view => view.Name))}.", $"没有名为“{name}”的视图；可选：{string.Join("、", All.Select(view => view.Name))}。"));
}
