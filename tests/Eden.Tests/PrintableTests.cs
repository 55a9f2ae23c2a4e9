namespace Eden.Tests;

public class PrintableTests
{
    [Fact]
    public void What_could_break_a_line_or_hide_is_escaped()
    {
        Assert.Equal("plain é 狗 🐕", Printable.Of("plain é 狗 🐕"));
        Assert.Equal(@"a\u000ab\u001b[31m\u2028\u2029\u0000", Printable.Of("a\nb\u001b[31m\u2028\u2029\u0000"));
        Assert.Equal(@"\u200b\u202e", Printable.Of("\u200b\u202e"));
        Assert.Equal(@"\udb40\udc01", Printable.Of("\U000e0001"));
    }

    [Fact]
    public void Half_a_character_is_escaped()
    {
        Assert.Equal(@"\ud83d", Printable.Of("\ud83d"));
        Assert.Equal(@"x\udc15\ud83d", Printable.Of("x\udc15\ud83d"));
    }

    [Fact]
    public void A_long_text_is_cut_and_never_within_a_character()
    {
        Assert.Equal("abc…", Printable.Of("abcdef", 3));
        Assert.Equal("abc", Printable.Of("abc", 3));
        Assert.Equal("ab🐕…", Printable.Of("ab🐕cd", 3));
    }
}
