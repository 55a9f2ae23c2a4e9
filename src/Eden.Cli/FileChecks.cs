using System.CommandLine;
using System.CommandLine.Parsing;
using Eden.Checkpoints;
using Eden.Lab;
using Eden.Lab.Data;
using Eden.Lab.Report;

namespace Eden.Cli;

/// <summary>Refuses, before anything is opened, a command line with an empty value and one whose output would replace a file that
/// it reads, or writes, under whatever name.</summary>
internal static class FileChecks
{
    private const string StandardOutput = "standard output";

    /// <summary>What a verb writes.</summary>
    private static readonly string[] Outputs = ["--json", "--html", "--checkpoint", "--file", "<target>"];

    /// <summary>What a verb reads, each with whether a path is, or would be, among the files that a value names.</summary>
    private static readonly Dictionary<string, Func<string, string, bool>> Inputs = new(StringComparer.Ordinal)
    {
        ["--data"] = DataSets.Reads,
        ["<result>"] = ResultDocument.Reads,
        ["<file>"] = FileIdentity.IsSame,
        ["<source>"] = FileIdentity.IsSame,
        ["<first>"] = FileIdentity.IsSame,
        ["<second>"] = FileIdentity.IsSame,
        ["--resume"] = FileIdentity.IsSame,
        ["--groups"] = FileIdentity.IsSame,
        ["--python"] = FileIdentity.IsSame,
        ["--torch"] = FileIdentity.IsSame,
    };

    /// <summary>What is wrong, or <see langword="null"/>.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="implied">Files that it does not name: those of a default, or of a checkpoint. Each is under the option that would
    /// name it.</param>
    public static string? FindFault(ParseResult parsed, params (string Name, string Value)[] implied)
    {
        List<(string Name, string Value)> given = Given(parsed.CommandResult);
        foreach ((string name, string value) in given)
        {
            if (string.IsNullOrWhiteSpace(value))
            {
                return $"{name} is empty; give a value, or remove the option";
            }

            if (value == "-" && name != "--json" && (IsOutput(name) || Inputs.ContainsKey(name)))
            {
                return $"{name} is -, which means standard output only for --json; name a file (./- for a file called -)";
            }
        }

        // Outputs first, so that each is compared with the outputs after it and with all inputs.
        (string Name, string Value)[] files = [.. given.Concat(implied).Concat(StandardOutputFile()).Where(one => one.Value != "-").OrderBy(one => !IsOutput(one.Name))];
        for (int i = 0; i < files.Length && IsOutput(files[i].Name); i++)
        {
            (string Name, string Value) output = files[i];
            if (Array.Find(files[(i + 1)..], other => other.Name != output.Name && !IsSameTraining(output.Name, other.Name) && Collide(output, other)) is { Name: not null } other)
            {
                return Describe(output, other);
            }
        }

        return null;
    }

    /// <summary>Refuses files that are known only once the verb has looked.</summary>
    /// <exception cref="InputException">An output would replace one.</exception>
    public static void Demand(ParseResult parsed, params (string Name, string Value)[] implied)
    {
        if (FindFault(parsed, implied) is string fault)
        {
            throw new InputException(fault);
        }
    }

    private static bool IsOutput(string name) => Outputs.Contains(name) || name == StandardOutput;

    private static bool Collide((string Name, string Value) output, (string Name, string Value) other) =>
        Inputs.TryGetValue(other.Name, out Func<string, string, bool>? reads) ? reads(other.Value, output.Value)
        : IsOutput(other.Name) && FileIdentity.IsSame(other.Value, output.Value);

    private static string Describe((string Name, string Value) output, (string Name, string Value) other)
    {
        string file = other.Name == StandardOutput ? $"'{output.Value}', where {StandardOutput} goes"
            : other.Value == output.Value ? $"'{output.Value}', which {other.Name} names too"
            : !FileIdentity.IsSame(other.Value, output.Value) ? $"'{output.Value}', which {other.Name} reads from '{other.Value}'"
            : $"'{output.Value}', which is the file that {other.Name} names: '{other.Value}'";
        return output.Name == StandardOutput
            ? $"{StandardOutput} would go to the file that {other.Name} names: '{other.Value}'; send it to another"
            : $"{output.Name} would replace {file}; give {output.Name} another file";
    }

    /// <summary>Where a shell sent standard output.</summary>
    private static IEnumerable<(string Name, string Value)> StandardOutputFile() => OperatingSystem.IsWindows() ? [] : [(StandardOutput, "/dev/stdout")];

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
}
