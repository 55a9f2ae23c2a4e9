using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Eden.Cli.Options;
using Eden.Cli.Output;

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
            int code = new HelpAction { MaxWidth = int.MaxValue }.Invoke(parseResult);
            parseResult.InvocationConfiguration.Output = output;
            List<string> lines = [.. WithHeadings(plain.ToString().ReplaceLineEndings("\n").TrimEnd('\n').Split('\n'))];
            foreach (HelpSection section in sections)
            {
                lines.AddRange(["", $"{section.Heading}:", .. section.Lines.Select(line => $"  {line}")]);
            }

            foreach (string line in Lay(lines, TerminalWidth.OfText))
            {
                output.WriteLine(line);
            }

            return code;
        }

        /// <summary>The library's help knows no groups, so headings are put before the line of a group's first option.</summary>
        private IEnumerable<string> WithHeadings(string[] lines)
        {
            foreach (string line in lines)
            {
                int group = groups.Index().Where(one => line.StartsWith($"  {one.Item.Options[0].Name} ", StringComparison.Ordinal)).Select(one => one.Index).FirstOrDefault(-1);
                if (group > 0)
                {
                    yield return "";
                }

                if (group >= 0)
                {
                    yield return $"{groups[group].Heading}:";
                }

                if (groups.Count == 0 || line != "Options:")
                {
                    yield return line;
                }
            }
        }

        /// <summary>Breaks lines. The meanings of all options stand in one column, and those of every other section.</summary>
        private static List<string> Lay(IReadOnlyList<string> lines, int width)
        {
            int options = TextList.ColumnOf([.. lines.Select(Split).Where(item => item.Word.StartsWith('-'))]);
            string heading = "";
            List<(string Word, string Meaning)> list = [];
            List<string> laid = [];
            foreach (string line in lines)
            {
                if (line.StartsWith(' ') && heading is not ("Description:" or "Usage:"))
                {
                    list.Add(Split(line));
                    continue;
                }

                LayList();
                laid.AddRange(Paragraph.WrapIndented(line, width));
                heading = line.StartsWith(' ') ? heading : line;
            }

            LayList();
            return laid;

            void LayList()
            {
                int column = list is [var first, ..] && first.Word.StartsWith('-') ? options : TextList.ColumnOf(list);
                laid.AddRange(TextList.Lay(list, width, column, "  "));
                list.Clear();
            }
        }

        private static (string Word, string Meaning) Split(string line)
        {
            string text = line.TrimStart(' ');
            int gap = text.IndexOf("  ", StringComparison.Ordinal);
            return gap < 0 ? (text, "") : (text[..gap], text[gap..].TrimStart(' '));
        }
    }
}

/// <summary>A part of a help text.</summary>
/// <param name="Heading">Its heading.</param>
/// <param name="Lines">Its lines.</param>
internal sealed record HelpSection(string Heading, params string[] Lines);
