using Eden.Cli.Output;

namespace Eden.Cli.Tests.Output;

public class LayoutTests
{
    [Theory]
    [InlineData("one two three", 8, 0, "one two|three")]
    [InlineData("  one two three", 10, 2, "  one two|    three")]
    [InlineData("[red]one two three[/]", 8, 0, "[red]one two[/]|[red]three[/]")]
    [InlineData("[red]one two[/] three", 8, 0, "[red]one two[/]|three")]
    [InlineData("one [red]two[/] three [bold]four[/]", 8, 0, "one [red]two[/]|three|[bold]four[/]")]
    [InlineData("[[a]] [[b]] [[c]]", 7, 0, "[[a]] [[b]]|[[c]]")]
    [InlineData("right: 86.63 %", 13, 0, "right:|86.63 %")]
    [InlineData("", 8, 0, "")]
    public void Markup_breaks_like_text_and_keeps_its_colours(string markup, int width, int hang, string lines) =>
        Assert.Equal(lines.Split('|'), Paragraph.WrapMarkup(markup, width, hang));

    [Fact]
    public void A_table_that_fits_stands_as_it_is_without_blanks_at_the_end()
    {
        TextTable table = new("name", "long number>", "note");
        table.Add("default", ["a", "1", "x"]);
        table.Add("default", ["bc", "20"]);

        Assert.Equal(["name  long number  note", "a               1  x", "bc             20"], Lines(table.Lay(23)));
    }

    [Fact]
    public void Headers_of_numbers_break_before_columns_are_moved()
    {
        TextTable table = new("name", "long number>", "note");
        table.Add("default", ["a", "1", "x"]);

        Assert.Equal(["        long", "name  number  note", "a          1  x"], Lines(table.Lay(18)));
    }

    [Fact]
    public void Columns_that_do_not_fit_follow_below_after_the_first()
    {
        TextTable table = new("name", "first>", "second>", "third>");
        table.Add("default", ["a", "1", "2", "3"]);

        Assert.Equal(["name  first  second", "a         1       2", "", "name  third", "a         3"], Lines(table.Lay(20)));
    }

    [Fact]
    public void Rows_that_their_first_column_does_not_tell_apart_are_paragraphs()
    {
        TextTable table = new("name", "first>", "second>", "third>");
        table.Add("default", ["a", "1", "2", "3"]);
        table.Add("default", ["a", "4", "", "6"]);

        Assert.Equal(["a", "  first 1, second 2,", "  third 3", "a", "  first 4, third 6"], Lines(table.Lay(20)));
    }

    [Fact]
    public void Where_only_the_first_columns_are_shown_the_others_are_counted()
    {
        TextTable table = new("name", "first>", "second>", "third>");
        table.Add("default", ["a", "1", "2", "3"]);

        (IReadOnlyList<string> lines, int left) = table.LayFirst(15);

        Assert.Equal(["name  first", "a         1"], Lines(lines));
        Assert.Equal(2, left);
    }

    [Fact]
    public void A_name_that_is_too_long_has_a_line_and_text_breaks_at_blanks()
    {
        TextTable table = new("tensor", "size>", "what was found in it");
        table.Add("default", ["state_dict.layer1.0.conv1.weight", "7", "only in the second file there is one"]);
        table.Add("default", ["b", "100", "x"]);

        Assert.Equal(
            [
                "tensor                    size  what was found in it",
                "state_dict.layer1.0.conv1.weight",
                "                             7  only in the second file",
                "                                there is one",
                "b                          100  x",
            ],
            Lines(table.Lay(56)));
    }

    [Fact]
    public void Indented_names_stay_indented_and_Chinese_counts_two_columns()
    {
        TextTable table = new("名称", "值>");
        table.Add("default", ["  权重", "1"]);

        Assert.Equal(["名称    值", "  权重   1"], Lines(table.Lay(10)));
    }

    [Fact]
    public void A_list_has_meanings_beside_or_below_its_words()
    {
        (string, string)[] items = [("--a", "one two three four five six seven"), ("--longer", "x"), ("--c", "")];

        Assert.Equal(["  --a       one two three four five six", "            seven", "  --longer  x", "  --c"], TextList.Lay(items, 42, TextList.ColumnOf(items), "  "));
        Assert.Equal(["  --a", "      one two three four five six", "      seven", "  --longer  x", "  --c"], TextList.Lay(items, 38, TextList.ColumnOf(items), "  "));
    }

    [Theory]
    [InlineData("abcdef", 6, "abcdef")]
    [InlineData("abcdefg", 6, "abcde…")]
    [InlineData("权重衰减", 7, "权重衰…")]
    [InlineData("权重衰减", 6, "权重…")]
    public void Text_is_cut_by_columns(string text, int width, string cut) => Assert.Equal(cut, TextWidth.Cut(text, width));

    private static IEnumerable<string> Lines(IEnumerable<string> markup) => markup.Select(Markup.Remove);
}
