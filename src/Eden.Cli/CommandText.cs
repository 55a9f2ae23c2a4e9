using System.CommandLine;
using System.CommandLine.Parsing;
using Eden.Lab;

namespace Eden.Cli;

/// <summary>The command that gives a result again: as it was given, without the files that the result went to.</summary>
internal static class CommandText
{
    private static readonly string[] Targets = ["--json", "--html"];

    /// <summary>The command of a parsed line.</summary>
    public static string Of(ParseResult parsed)
    {
        List<string> words = ["eden", parsed.CommandResult.Command.Name];
        foreach (SymbolResult child in parsed.CommandResult.Children)
        {
            switch (child)
            {
                case OptionResult { Implicit: false } option when !Targets.Contains(option.Option.Name):
                    if (option.Tokens.Count == 0)
                    {
                        words.Add(option.Option.Name);
                    }

                    words.AddRange(option.Tokens.Select(token => ShellText.Option(option.Option.Name, token.Value)));
                    break;
                case ArgumentResult argument:
                    // Files, all of them: one that begins with a hyphen would be taken for an option.
                    words.AddRange(argument.Tokens.Select(token => ShellText.Quote(token.Value.StartsWith('-') ? $"./{token.Value}" : token.Value)));
                    break;
                default:
                    break;
            }
        }

        return string.Join(' ', words);
    }
}
