using System.Text;

namespace Eden.Cli.Output;

/// <summary>Text with colours: <c>[red]failed[/]</c>. Two brackets stand for one.</summary>
internal static class Markup
{
    public const string End = "[/]";

    /// <summary>The parameters of ANSI's Select Graphic Rendition.</summary>
    private static readonly Dictionary<string, string> Codes = new(StringComparer.Ordinal)
    {
        ["default"] = "39",
        ["bold"] = "1",
        ["teal"] = "36",
        ["green"] = "32",
        ["grey"] = "90",
        ["red"] = "91",
        ["red bold"] = "1;91",
        ["yellow"] = "93",
        ["blue"] = "94",
        ["cyan"] = "96",
    };

    /// <summary>Plain text as markup.</summary>
    public static string Escape(string text) => text.Replace("[", "[[", StringComparison.Ordinal).Replace("]", "]]", StringComparison.Ordinal);

    /// <summary>The text without its colours.</summary>
    public static string Remove(string markup) => Parse(markup).Text;

    /// <summary>The text with the escape sequences of a terminal.</summary>
    public static string ToAnsi(string markup)
    {
        (string text, List<(int Position, string Tag)> tags) = Parse(markup);
        StringBuilder ansi = new();
        List<string> open = [];
        int position = 0;
        foreach ((int next, string tag) in tags)
        {
            ansi.Append(text, position, next - position);
            position = next;
            if (tag == End)
            {
                open.RemoveAt(open.Count - 1);
                ansi.Append("\e[0m");
                open.ForEach(code => ansi.Append(code));
            }
            else
            {
                open.Add($"\e[{Codes[tag[1..^1]]}m");
                ansi.Append(open[^1]);
            }
        }

        return ansi.Append(text, position, text.Length - position).ToString();
    }

    /// <summary>The text of markup, and where in it the tags stand.</summary>
    public static (string Text, List<(int Position, string Tag)> Tags) Parse(string markup)
    {
        StringBuilder text = new();
        List<(int Position, string Tag)> tags = [];
        for (int i = 0; i < markup.Length; i++)
        {
            if (markup[i] is '[' or ']' && i + 1 < markup.Length && markup[i + 1] == markup[i])
            {
                text.Append(markup[i++]);
            }
            else if (markup[i] == '[')
            {
                int end = markup.IndexOf(']', i);
                tags.Add((text.Length, markup[i..(end + 1)]));
                i = end;
            }
            else
            {
                text.Append(markup[i]);
            }
        }

        return (text.ToString(), tags);
    }
}
