using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Eden.Cli.Options;

namespace Eden.Cli;

/// <summary>What <c>--help</c> prints beside usage and options: headings over groups of options, and sections below.</summary>
internal static class HelpExamples
{
    /// <summary>Adds a section of examples.</summary>
    /// <returns>What <c>--help</c> does.</returns>
    public static SynchronousCommandLineAction AddTo(Command command, params string[] examples) => AddTo(command, [], new HelpSection("Examples", examples));

    /// <summary>Adds headings and sections.</summary>
    /// <param name="command">The verb.</param>
    /// <param name="groups">Its options, in their order.</param>
    /// <param name="sections">What follows them.</param>
    /// <returns>What <c>--help</c> does.</returns>
    public static SynchronousCommandLineAction AddTo(Command command, IReadOnlyList<OptionGroup> groups, params HelpSection[] sections)
    {
        HelpOption? option = null;
        foreach (Option candidate in command.Options)
        {
            option ??= candidate as HelpOption;
        }

        if (option is null)
        {
            option = new HelpOption();
            command.Options.Add(option);
        }

        PrintHelp action = new(groups, sections);
        option.Action = action;
        return action;
    }

    private sealed class PrintHelp(IReadOnlyList<OptionGroup> groups, HelpSection[] sections) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            TextWriter output = parseResult.InvocationConfiguration.Output;
            using StringWriter plain = new();
            parseResult.InvocationConfiguration.Output = plain;
            int code = new HelpAction { MaxWidth = 100 }.Invoke(parseResult);
            parseResult.InvocationConfiguration.Output = output;
            string[] lines = plain.ToString().ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
            foreach (string line in lines)
            {
                WriteUnderHeading(line, output);
            }

            foreach (HelpSection section in sections)
            {
                output.WriteLine();
                output.WriteLine($"{section.Heading}:");
                foreach (string line in section.Lines)
                {
                    output.WriteLine($"  {line}");
                }
            }

            return code;
        }

        /// <summary>The library's help knows no groups, so headings are put before the line of a group's first option.</summary>
        private void WriteUnderHeading(string line, TextWriter output)
        {
            int group = groups.Index().Where(one => line.StartsWith($"  {one.Item.Options[0].Name} ", StringComparison.Ordinal)).Select(one => one.Index).FirstOrDefault(-1);
            if (group > 0)
            {
                output.WriteLine();
            }

            if (group >= 0)
            {
                output.WriteLine($"{groups[group].Heading}:");
            }

            if (groups.Count == 0 || line != "Options:")
            {
                output.WriteLine(line);
            }
        }
    }
}

/// <summary>A part of a help text.</summary>
/// <param name="Heading">Its heading.</param>
/// <param name="Lines">Its lines.</param>
internal sealed record HelpSection(string Heading, params string[] Lines);
