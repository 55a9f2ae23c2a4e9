using System.CommandLine.Parsing;

namespace Eden.Cli.Options;

/// <summary>Arguments that name files.</summary>
internal static class ArgumentFiles
{
    /// <summary>An option that is misspelt would otherwise be taken for a file.</summary>
    public static void RefuseUnknownOption(ArgumentResult result)
    {
        if (result.Tokens.FirstOrDefault(token => token.Value.Length > 1 && token.Value[0] == '-')?.Value is string option)
        {
            string verb = (result.Parent as CommandResult)?.Command.Name ?? "eden";
            result.AddError($"'{option}' is no option of {verb}; a file of that name is written ./{option}");
        }
    }
}
