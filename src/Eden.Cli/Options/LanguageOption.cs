using System.CommandLine;
using Eden.Lab;

namespace Eden.Cli.Options;

/// <summary>The option <c>--lang</c>.</summary>
internal static class LanguageOption
{
    public static Option<Language?> Create() => ChoiceOption.Create("--lang", "Language of the output", "language", ("en", Language.English), ("zh", Language.Chinese));
}
