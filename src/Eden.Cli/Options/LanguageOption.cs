using System.CommandLine;
using Eden.Lab;

namespace Eden.Cli.Options;

/// <summary>The option <c>--lang</c>.</summary>
internal static class LanguageOption
{
    public static Option<Language> Create() => new("--lang")
    {
        Description = "Language of the texts: en or zh [default: en]",
        HelpName = "language",
        CustomParser = result => NumberOption.TextOf(result) switch
        {
            "en" => Language.English,
            "zh" => Language.Chinese,
            _ => NumberOption.Refuse<Language>(result, "--lang", "en or zh"),
        },
    };
}
