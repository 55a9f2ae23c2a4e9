namespace Eden.Lab.Report;

/// <summary>What ran a result, and how to run it again.</summary>
internal static class StampFacts
{
    public static void Write(PageWriter page, RunStamp stamp)
    {
        page.Facts(("Eden", $"{stamp.Version}, {stamp.Runtime}, {stamp.Architecture}, {page.In("lanes")} {stamp.Lanes}"));
        WriteCommand(page, stamp.Command);
    }

    public static void WriteCommand(PageWriter page, string? command)
    {
        if (command is not null)
        {
            page.Html($"<details><summary>{page.In("Command")}</summary><pre><code>{command}</code></pre></details>");
        }
    }
}
