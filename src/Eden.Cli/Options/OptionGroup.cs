using System.CommandLine;

namespace Eden.Cli.Options;

/// <summary>Options that stand together in a help text.</summary>
/// <param name="Heading">What they are about.</param>
/// <param name="Options">The options, at least one.</param>
internal sealed record OptionGroup(string Heading, params Option[] Options)
{
    /// <summary>Adds the options of groups to a verb.</summary>
    public static void AddTo(Command command, IEnumerable<OptionGroup> groups)
    {
        foreach (Option option in groups.SelectMany(group => group.Options))
        {
            command.Options.Add(option);
        }
    }
}
