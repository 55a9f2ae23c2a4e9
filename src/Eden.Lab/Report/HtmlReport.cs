using System.Buffers;
using System.Net;
using System.Text;
using System.Text.Json;

namespace Eden.Lab.Report;

/// <summary>Results as one HTML file that works without a network: texts, tables, and charts that can be hovered over, zoomed and
/// thinned out.</summary>
internal static class HtmlReport
{
    /// <summary>Nothing may be fetched: what the page shows is in the page.</summary>
    private const string ContentPolicy = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:";

    /// <summary>Refuses where this build has no Plotly to draw charts.</summary>
    /// <exception cref="InputException">It has none.</exception>
    public static void Demand()
    {
        using Stream? plotly = Open("plotly.js");
        if (plotly is null)
        {
            throw new InputException("this build of eden has no Plotly to draw HTML with; install Node.js with npm and build eden again");
        }
    }

    /// <summary>Writes a page.</summary>
    /// <param name="output">Where to, as UTF-8.</param>
    /// <param name="results">The results, in order.</param>
    /// <exception cref="InputException">This build has no Plotly, or a result contradicts itself.</exception>
    public static void Write(Stream output, IReadOnlyList<ResultDocument> results, Language language = Language.English)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(results);
        Demand();
        PageWriter page = new(language);
        string title = results.Count == 1 ? page.In(results[0].Title) : page.In("Results of Eden");
        page.Html($"<h1>{title}</h1>");
        WriteContents(page, results);
        page.Html($"<main>");
        for (int i = 0; i < results.Count; i++)
        {
            results[i].Write(page, i, hasHeading: results.Count > 1);
        }

        page.Html($"</main>");

        using StreamWriter writer = new(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" };
        writer.WriteLine("<!doctype html>");
        writer.WriteLine($"<html lang=\"{page.In(new Phrase("en", "zh-CN"))}\">");
        writer.WriteLine("<meta charset=\"utf-8\">");
        writer.WriteLine("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
        writer.WriteLine($"<meta http-equiv=\"Content-Security-Policy\" content=\"{ContentPolicy}\">");
        writer.WriteLine("<link rel=\"icon\" href=\"data:,\">");
        writer.WriteLine($"<title>{WebUtility.HtmlEncode(title)}</title>");
        writer.WriteLine($"<style>\n{Read("page.css")}</style>");
        writer.WriteLine("<body>");
        writer.Write(page.Body);
        writer.WriteLine($"<script type=\"application/json\" id=\"charts\">{ChartsOf(page, language)}</script>");
        writer.WriteLine($"<script>{Read("plotly.js")}</script>");
        writer.WriteLine($"<script>\n{Read("page.js")}</script>");
        writer.WriteLine("</body>");
        writer.WriteLine("</html>");
    }

    private static void WriteContents(PageWriter page, IReadOnlyList<ResultDocument> results)
    {
        if (results.Count < 2)
        {
            return;
        }

        page.Html($"<nav aria-label=\"{page.In("Contents")}\"><ul>");
        for (int i = 0; i < results.Count; i++)
        {
            page.Html($"<li><a href=\"#result-{i}\">{results[i].Name}</a></li>");
        }

        page.Html($"</ul></nav>");
    }

    /// <summary>The serializer's usual encoder writes no &lt;, so that no text can end the script element.</summary>
    private static string ChartsOf(PageWriter page, Language language)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartArray();
            foreach (IPlot plot in page.Plots)
            {
                json.WriteStartObject();
                plot.Write(json, language);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static string Read(string resource)
    {
        using StreamReader reader = new(Open(resource)!);
        return reader.ReadToEnd();
    }

    private static Stream? Open(string resource) => typeof(HtmlReport).Assembly.GetManifestResourceStream(resource);
}
