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
}
