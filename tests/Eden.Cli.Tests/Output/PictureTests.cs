using Eden.Cli.Output;

namespace Eden.Cli.Tests.Output;

public class PictureTests
{
    [Theory]
    [InlineData("▁█", 0.0, 1.0)]
    [InlineData("█▅▁", 3.0, 2.0, 1.0)]
    [InlineData("▁▁", 5.0, 5.0)]
    [InlineData("▁×█", 0.0, double.NaN, 1.0)]
    [InlineData("××", double.NaN, double.PositiveInfinity)]
    [InlineData("")]
    public void A_sparkline_has_the_least_number_lowest_and_marks_what_is_not_finite(string line, params double[] values) =>
        Assert.Equal(line, Sparkline.Of(values));

    [Fact]
    public void A_long_sparkline_shows_means_of_neighbours() =>
        Assert.Equal("▁▅█", Sparkline.Of([0, 2, 1, 3, 2, 4], 3));

    [Fact]
    public void A_heat_map_shades_towards_the_best_cell_and_marks_it_and_failures()
    {
        HeatMap map = new("loss", ["1", "10"], ["0", "0.1", "1"], [[4, 2, null], [3, 1, double.NaN]], LowerIsBetter: true);

        string[] lines = [.. HeatMap.Lay(100, map).Select(Markup.Remove)];

        Assert.Equal("loss          ", lines[0]);
        Assert.Equal(" 1 ··· ▓▓▓    ", lines[1]);
        Assert.Equal("10 ░░░ [█]  × ", lines[2]);
        Assert.Equal("     0 0.1   1", lines[3]);
        Assert.Equal("4 ·░▒▓█ 1   [] best   × failed", lines[4]);
    }

    [Fact]
    public void Maps_side_by_side_share_a_scale_and_may_have_different_heights()
    {
        HeatMap left = new("A", ["r"], ["c"], [[0]], LowerIsBetter: false);
        HeatMap right = new("B", ["r", "s"], ["c"], [[0.5], [1]], LowerIsBetter: false);

        string[] lines = [.. HeatMap.Lay(100, left, right).Select(Markup.Remove)];

        Assert.Equal(["A        B    ", "r [·]    r ▒▒▒", "    c    s [█]", "             c"], lines[..4]);
    }

    [Fact]
    public void Names_in_a_heat_map_are_text_and_not_markup() =>
        Assert.Equal("[red]", Markup.Remove(HeatMap.Lay(100, new HeatMap("[red]", ["r"], ["c"], [[1]], LowerIsBetter: true)).First()).Trim());
}
