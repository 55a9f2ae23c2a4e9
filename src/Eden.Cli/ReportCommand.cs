using System.CommandLine;
using Eden.Cli.Options;
using Eden.Cli.Output;
using Eden.Lab;
using Eden.Lab.Report;

namespace Eden.Cli;

/// <summary><c>eden report</c>: results that were saved, as one page.</summary>
internal static class ReportCommand
{
    private static readonly Argument<string[]> Results = new("result")
    {
        Description = "Result files of --json, or folders of them; also the log of a stopped training, or the runs of a sweep",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string> Html = new("--html")
    {
        Description = "HTML file to write",
        HelpName = "file",
        Required = true,
    };

    private static readonly Option<Language?> Language = LanguageOption.Create();

    public static Command Create()
    {
        Command command = new("report", "Draws saved results as one offline HTML page.") { Results, Html, Language };
        HelpExamples.AddTo(command, "eden compare --json compare.json && eden report compare.json --html compare.html", "eden report results/ --html all.html --lang zh");
        command.SetAction(parsed => Interrupt.Guard(cancellation => Run(parsed, cancellation)));
        return command;
    }

    private static List<ResultDocument> Read(string[] names, Action<string> leaveOut, Output.Progress progress, CancellationToken cancellation)
    {
        List<ResultDocument> documents = [];
        foreach (string name in names)
        {
            cancellation.ThrowIfCancellationRequested();
            if (Directory.Exists(name))
            {
                documents.AddRange(ResultDocument.ReadFolder(name, leaveOut));
            }
            else
            {
                documents.Add(ResultDocument.Read(name));
            }

            progress.Report(documents.Count);
        }

        return documents;
    }

    private static int Run(ParseResult parsed, CancellationToken cancellation)
    {
        string path = parsed.GetValue(Html)!;
        using HtmlTarget target = HtmlTarget.Open(path);
        List<string> leftOut = [];
        List<ResultDocument> documents = Output.Progress.Watch("results", null, progress => Read(parsed.GetValue(Results)!, leftOut.Add, progress, cancellation));
        bool isWritten = target.Write(documents, parsed.GetValue(Language) ?? default);
        foreach (string file in leftOut)
        {
            StandardStreams.Tell($"eden: left out {file}");
        }

        foreach (ResultDocument document in documents)
        {
            if (document.Remark is Phrase remark)
            {
                StandardStreams.Tell($"eden: {document.Name}: {remark.English}");
            }
        }

        if (isWritten)
        {
            Console.Out.WriteLine($"{Phrase.Counted(documents.Count, "result")} in {path}");
        }

        return ExitCode.Success;
    }
}
