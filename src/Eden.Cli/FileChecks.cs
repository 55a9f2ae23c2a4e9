using System.CommandLine;
using System.CommandLine.Parsing;

namespace Eden.Cli;

/// <summary>Refuses, before anything is opened, a command line with an empty value and one whose output would replace a file that
/// it names as something else too.</summary>
internal static class FileChecks
{
    private static readonly string[] Outputs = ["--json", "--html", "--checkpoint", "<target>"];

    /// <summary>What is wrong, or <see langword="null"/>.</summary>
    public static string? FindFault(ParseResult parsed)
    {
        List<(string Name, string Value)> given = Given(parsed.CommandResult);
        foreach ((string name, string value) in given)
        {
            if (string.IsNullOrWhiteSpace(value))
            {
                return $"{name} has an empty value; give one, or leave the option out";
            }

            if (value == "-" && (name[0] == '<' || name is "--html" or "--checkpoint" or "--file" or "--resume" or "--data" or "--groups"))
            {
                return $"{name} is -, which is standard output for --json alone; give a file, or ./- for one of this name";
            }
        }

        foreach ((string name, string value) in given)
        {
            if (Outputs.Contains(name) && value != "-")
            {
                string? other = given.Find(one => one.Name != name && !IsSameTraining(name, one.Name) && IsSameFile(value, one.Value)).Name;
                if (other is not null)
                {
                    return $"{name} would replace '{value}', which {other} names too; give {name} another file";
                }
            }
        }

        return null;
    }

    private static List<(string Name, string Value)> Given(CommandResult command)
    {
        List<(string Name, string Value)> given = [];
        foreach (SymbolResult result in command.Children)
        {
            string? name = result switch
            {
                OptionResult option => option.Option.Name,
                ArgumentResult argument => $"<{argument.Argument.Name}>",
                _ => null,
            };
            if (name is not null)
            {
                foreach (Token token in result.Tokens)
                {
                    given.Add((name, token.Value));
                }
            }
        }

        return given;
    }

    /// <summary>A training that goes on may save where it came from.</summary>
    private static bool IsSameTraining(string output, string other) => output == "--checkpoint" && other == "--resume";

    private static bool IsSameFile(string path, string other) => other != "-" && FileOf(path) == FileOf(other);

    /// <summary>The file that is meant, past links.</summary>
    private static string FileOf(string path)
    {
        try
        {
            return (File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName : null) ?? Path.GetFullPath(path);
        }
        catch (IOException)
        {
            return Path.GetFullPath(path);
        }
    }
}
