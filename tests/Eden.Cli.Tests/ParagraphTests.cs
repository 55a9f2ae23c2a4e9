using Eden.Cli.Output;

namespace Eden.Cli.Tests;

public class ParagraphTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("one two", "one two")]
    [InlineData("one two three", "one two|three")]
    [InlineData("one two  three", "one two |three")]
    [InlineData("a-word-that-is-too-long", "a-word-that-is-too-long")]
    [InlineData("a a-word-that-is-too-long b", "a|a-word-that-is-too-long|b")]
    public void Text_breaks_at_blanks_and_keeps_its_words(string text, string lines) =>
        Assert.Equal(lines.Split('|'), Paragraph.Wrap(text, 8));

    [Theory]
    [InlineData("权重衰减", "权重衰减")]
    [InlineData("权重衰减成立", "权重衰减|成立")]
    [InlineData("权重衰减，成立", "权重衰|减，成立")]
    [InlineData("衰减 AdamW 成立", "衰减|AdamW 成|立")]
    public void Chinese_breaks_between_characters_of_two_columns_and_not_before_a_comma(string text, string lines) =>
        Assert.Equal(lines.Split('|'), Paragraph.Wrap(text, 8));
}
