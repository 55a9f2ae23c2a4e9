using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Eden.Cli;

/// <summary>Examples under the help of a verb.</summary>
internal static class HelpExamples
{
    /// <summary>Adds a section of examples to what <c>--help</c> prints.</summary>
    /// <returns>What <c>--help</c> does.</returns>
    public static SynchronousCommandLineAction AddTo(Command command, params string[] examples)
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

        PrintHelp action = new(examples);
        option.Action = action;
        return action;
    }

    private sealed class PrintHelp(string[] examples) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            int code = new HelpAction { MaxWidth = 100 }.Invoke(parseResult);
            TextWriter output = parseResult.InvocationConfiguration.Output;
            output.WriteLine("Examples:");
            foreach (string example in examples)
            {
                output.WriteLine($"  {example}");
            }

            return code;
        }
    }
}
