using System.Globalization;

namespace Eden.Playground.Pages;

/// <summary>Something the reader sets, in the form of a view and in links.</summary>
/// <param name="Name">The name in links.</param>
/// <param name="Label">What the form calls it.</param>
internal abstract record Setting(string Name, Words Label)
{
    /// <summary>The value without a choice.</summary>
    public abstract string Default { get; }

    /// <summary>Whether it matters, given the others.</summary>
    public Func<Values, bool> IsUsed { get; init; } = _ => true;

    /// <summary>Refuses what is not allowed.</summary>
    /// <returns>The value as links write it.</returns>
    /// <exception cref="PageException">The text is no allowed value.</exception>
    public abstract string Check(string text);

    private protected PageException Refuse(string text, string allowed, string chinese)
    {
        string shown = Printable(text);
        return new(new($"{Name} is '{shown}'; it must be {allowed}.", $"{Name} 为“{shown}”，应为{chinese}。"));
    }

    private static string Printable(string text) =>
        new([.. text.Take(40).Select(letter => char.IsControl(letter) ? '�' : letter)]);
}

/// <summary>A number on a slider.</summary>
/// <param name="Name">The name in links.</param>
/// <param name="Label">What the form calls it.</param>
/// <param name="Steps">The values of the slider, ascending; any number between the first and the last is allowed.</param>
/// <param name="Start">The default.</param>
internal sealed record NumberSetting(string Name, Words Label, IReadOnlyList<double> Steps, double Start) : Setting(Name, Label)
{
    public override string Default => Format(Start);

    public bool IsWhole { get; init; }

    public override string Check(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value >= Steps[0] && value <= Steps[^1] && (!IsWhole || value == Math.Floor(value))
            ? Format(value)
            : throw Refuse(text, $"{(IsWhole ? "a whole number" : "a number")} from {Format(Steps[0])} to {Format(Steps[^1])}", $" {Format(Steps[0])} 到 {Format(Steps[^1])} 之间的{(IsWhole ? "整数" : "数")}");

    /// <summary>The place of a value on the slider: the step that is nearest.</summary>
    public int PlaceOf(double value) => Steps.Select((step, place) => (Distance: Math.Abs(step - value), place)).Min().place;

    /// <summary>1, 2 and 5 times the powers of ten from one bound to the other.</summary>
    public static double[] OneTwoFive(double least, double greatest) =>
        [.. Enumerable.Range(-15, 30).SelectMany(power => (double[])[1, 2, 5], (power, digit) => double.Parse($"{digit}e{power}", CultureInfo.InvariantCulture))
            .Where(value => value >= least && value <= greatest)];

    /// <summary>Evenly spaced values.</summary>
    public static double[] Even(double least, double greatest, int count) =>
        [.. Enumerable.Range(0, count).Select(place => Math.Round(least + ((greatest - least) * place / (count - 1)), 10))];

    /// <summary>The shortest text of a number.</summary>
    public static string Format(double value) => value.ToString("R", CultureInfo.InvariantCulture).Replace("E", "e", StringComparison.Ordinal);
}

/// <summary>One of several.</summary>
internal sealed record ChoiceSetting(string Name, Words Label, params IReadOnlyList<(string Name, Words Label)> Options) : Setting(Name, Label)
{
    public override string Default => Options[0].Name;

    public override string Check(string text)
    {
        string names = string.Join(", ", Options.Select(option => option.Name));
        return Options.Any(option => option.Name == text) ? text : throw Refuse(text, $"one of {names}", $" {names} 之一");
    }
}

/// <summary>Yes or no.</summary>
internal sealed record FlagSetting(string Name, Words Label, bool Start) : Setting(Name, Label)
{
    public override string Default => Start ? "1" : "0";

    public override string Check(string text) => text is "0" or "1" ? text : throw Refuse(text, "0 or 1", " 0 或 1");
}

/// <summary>An expression in x and y.</summary>
internal sealed record ExpressionSetting(string Name, Words Label, string Start) : Setting(Name, Label)
{
    public override string Default => Start;

    public override string Check(string text)
    {
        Functions.Expression.Parse(text);
        return text;
    }
}
