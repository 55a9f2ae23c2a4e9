using Eden.Cli.Output;

namespace Eden.Cli.Tests.Output;

public class MarkupTests
{
    [Theory]
    [InlineData("a [red]b[/] c", "a \e[91mb\e[0m c", "a b c")]
    [InlineData("[grey]a [red bold]b[/] c[/]", "\e[90ma \e[1;91mb\e[0m\e[90m c\e[0m", "a b c")]
    [InlineData("x[[0]] = [bold]1[/]", "x[0] = \e[1m1\e[0m", "x[0] = 1")]
    public void Colours_become_escape_sequences_or_nothing(string markup, string ansi, string plain)
    {
        Assert.Equal(ansi, Markup.ToAnsi(markup));
        Assert.Equal(plain, Markup.Remove(markup));
    }

    [Fact]
    public void Escaped_text_comes_back_as_it_was() => Assert.Equal("[red]a[/] ]]", Markup.Remove(Markup.Escape("[red]a[/] ]]")));
}
