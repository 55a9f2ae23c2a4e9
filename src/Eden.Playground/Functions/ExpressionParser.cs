using System.Globalization;
using Eden.Playground.Pages;

namespace Eden.Playground.Functions;

/// <summary>Reads a formula by this grammar; nothing in it is ever run as a program.</summary>
/// <remarks>
/// sum = product { ("+" | "-") product }; product = factor { ("*" | "/") factor }; factor = "-" factor | power;
/// power = atom [ "^" factor ]; atom = number | "x" | "y" | function "(" sum ")" | "(" sum ")".
/// </remarks>
internal sealed class ExpressionParser(string text)
{
    private const int LongestText = 200;
    private const int DeepestNesting = 40;
    private int _at;
    private int _depth;

    public Expression Parse()
    {
        if (text.Length > LongestText)
        {
            throw new PageException(new($"The formula is longer than {LongestText} characters.", $"公式超过 {LongestText} 个字符。"));
        }

        Expression sum = Sum();
        return Peek() == '\0' ? sum : throw Unexpected();
    }

    private Expression Sum()
    {
        Expression left = Product();
        while (Peek() is '+' or '-')
        {
            left = new Binary(Take(), left, Product());
        }

        return left;
    }

    private Expression Product()
    {
        Expression left = Factor();
        while (Peek() is '*' or '/')
        {
            left = new Binary(Take(), left, Factor());
        }

        return left;
    }

    private Expression Factor()
    {
        if (++_depth > DeepestNesting)
        {
            throw new PageException(new("The formula is nested too deeply.", "公式嵌套过深。"));
        }

        Expression factor;
        if (Peek() == '-')
        {
            Take();
            factor = new Negation(Factor());
        }
        else
        {
            factor = Power();
        }

        _depth--;
        return factor;
    }

    private Expression Power()
    {
        Expression atom = Atom();
        return Peek() == '^' ? new Binary(Take(), atom, Factor()) : atom;
    }

    private Expression Atom()
    {
        char first = Peek();
        return first == '(' ? InParentheses()
            : char.IsAsciiDigit(first) || first == '.' ? Number()
            : char.IsAsciiLetter(first) ? Named()
            : throw Unexpected();
    }

    private Expression InParentheses()
    {
        if (Peek() != '(')
        {
            throw Unexpected();
        }

        Take();
        Expression sum = Sum();
        if (Peek() != ')')
        {
            throw Unexpected();
        }

        Take();
        return sum;
    }

    private Constant Number()
    {
        int start = _at;
        while (_at < text.Length && (char.IsAsciiDigit(text[_at]) || text[_at] == '.'))
        {
            _at++;
        }

        return double.TryParse(text.AsSpan(start, _at - start), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number)
            ? new(number)
            : throw new PageException(new($"'{text[start.._at]}' is no number.", $"“{text[start.._at]}”不是数。"));
    }

    private Expression Named()
    {
        int start = _at;
        while (_at < text.Length && char.IsAsciiLetter(text[_at]))
        {
            _at++;
        }

        string name = text[start.._at];
        return name is "x" or "y" ? new Coordinate(name == "x")
            : Call.Names.Contains(name) ? new Call(name, InParentheses())
            : throw new PageException(new($"'{name}' is unknown; a formula has x, y and {string.Join(", ", Call.Names)}.", $"“{name}”未知；公式可用 x、y 和 {string.Join("、", Call.Names)}。"));
    }

    private char Peek()
    {
        while (_at < text.Length && text[_at] == ' ')
        {
            _at++;
        }

        return _at < text.Length ? text[_at] : '\0';
    }

    private char Take() => text[_at++];

    private PageException Unexpected()
    {
        string found = _at < text.Length ? $"'{text[_at]}'" : "its end";
        string chinese = _at < text.Length ? $"“{text[_at]}”" : "结尾";
        return new(new($"The formula breaks off at {found}, character {_at + 1}.", $"公式在第 {_at + 1} 个字符{chinese}处有误。"));
    }
}
