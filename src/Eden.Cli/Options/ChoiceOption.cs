using System.CommandLine;
using Eden.Lab;
using Eden.Lab.Recordings;

namespace Eden.Cli.Options;

/// <summary>Options that take one of a few words, and have no value when left out.</summary>
internal static class ChoiceOption
{
    /// <summary>The option <c>--dtype</c>.</summary>
    public static Option<ElementType?> ElementType(string description) =>
        Create("--dtype", description, "type", ("float32", Lab.Recordings.ElementType.Bits32), ("float64", Lab.Recordings.ElementType.Bits64));

    /// <summary>An option of words.</summary>
    /// <param name="name">The option, for example <c>--dtype</c>.</param>
    /// <param name="description">What it sets, for the help.</param>
    /// <param name="helpName">What the help calls the value.</param>
    /// <param name="choices">The words and what they mean; the first is the default.</param>
    public static Option<T?> Create<T>(string name, string description, string helpName, params (string Word, T Value)[] choices)
        where T : struct
    {
        string[] all = Array.ConvertAll(choices, choice => choice.Word);
        string words = $"{string.Join(", ", all[..^1])} or {all[^1]}";
        return new(name)
        {
            Description = $"{description}: {words} [default: {all[0]}]",
            HelpName = helpName,
            CustomParser = result =>
            {
                string text = NumberOption.TextOf(result);
                int index = Array.IndexOf(all, Words.Find(text, all));
                if (index < 0)
                {
                    result.AddError(Words.Refusal(name, text, all));
                    return null;
                }

                return choices[index].Value;
            },
        };
    }
}
