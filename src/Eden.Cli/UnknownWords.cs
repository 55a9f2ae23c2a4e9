using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using Eden.Lab;

namespace Eden.Cli;

/// <summary>Refuses commands, options and arguments that a command does not have, and asks whether a similar one was meant.</summary>
internal static class UnknownWords
{
    /// <summary>The verb that shows help.</summary>
    public const string Help = "help";

    /// <summary>What is wrong, or <see langword="null"/>.</summary>
    public static string? FindFault(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        string see = $"see '{PathOf(command)} --help'";
        string[] options = [.. command.Options.Select(option => option.Name)];
        if (command.Subcommands.Count > 0 && parsed.UnmatchedTokens is [string verb, ..] && !verb.StartsWith('-'))
        {
            // With --help as well, it would show the help of something else.
            string[] commands = [.. command.Subcommands.Select(one => one.Name), Help];
            return $"unknown command {Words.Quote(verb, commands)}; commands: {string.Join(", ", commands)}; {see}";
        }

        if (parsed.Action is not ParseErrorAction && parsed.Action != command.Action)
        {
            // Help is for everyone.
            return null;
        }

        // A command that takes files takes a misspelt option for one.
        if (parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens).FirstOrDefault(token => token.Value is ['-', _, ..]) is Token file)
        {
            return $"{UnknownOption(file.Value, options)}; {see}; for a file of that name write ./{file.Value}";
        }

        return parsed.UnmatchedTokens is not [string word, ..] ? null
            : word.StartsWith('-') ? $"{UnknownOption(word, options)}; {see}"
            : $"unknown argument {Words.Quote(word, options)}; {see}";
    }

    /// <summary>The words that lead to a command: <c>eden checkpoint inspect</c>.</summary>
    public static string PathOf(Command command) => command.Parents.OfType<Command>().FirstOrDefault() is Command parent ? $"{PathOf(parent)} {command.Name}" : "eden";

    /// <param name="word">The option, with its value after an equals sign or without.</param>
    /// <param name="options">Those that there are.</param>
    private static string UnknownOption(string word, string[] options) => $"unknown option {Words.Quote(word.Split('=')[0], options)}";
}
