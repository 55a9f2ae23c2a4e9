using System.Security;
using System.Text;
using Eden.Bench.Ladder;

namespace Eden.Bench.Results;

/// <summary>The ladder as bars: one panel per size, readable on light and dark pages.</summary>
internal static class LadderChart
{
    private const int Width = 820;
    private const int Left = 200;
    private const int Bar = 20;
    private const int Gap = 7;
    private const int Top = 64;
    private const int PanelGap = 40;
    private const int LabelWidth = 70;

    private static readonly int[] Sizes = [32_768, 16_000_000];

    public static string Write(ResultSet results)
    {
        string[] rungs = [.. Rungs.All.Where(rung => results.Ladder.Any(timing => timing.Benchmark == rung))];
        StringBuilder text = new();
        int panel = (Width - Left - (Sizes.Length * PanelGap)) / Sizes.Length;
        int height = Top + (rungs.Length * (Bar + Gap)) + 50;
        text.AppendLine($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {height}\" width=\"{Width}\" height=\"{height}\" role=\"img\" aria-labelledby=\"title desc\">");
        text.AppendLine("<title id=\"title\">One AdamW step: picoseconds per parameter</title>");
        text.AppendLine($"<desc id=\"desc\">{SecurityElement.Escape(Describe(results, rungs))}</desc>");
        text.AppendLine("""
            <style>
            text { font: 13px system-ui, sans-serif; fill: #1f2328; }
            .title { font-size: 16px; font-weight: 600; }
            .note { font-size: 12px; fill: #59636e; }
            .other { fill: #8c959f; }
            .eden { fill: #1a7f37; }
            .roof { fill: #d0d7de; }
            @media (prefers-color-scheme: dark) {
              text { fill: #f0f6fc; }
              .note { fill: #9198a1; }
              .other { fill: #6e7681; }
              .eden { fill: #3fb950; }
              .roof { fill: #3d444d; }
            }
            </style>
            """);
        text.AppendLine("<text class=\"title\" x=\"0\" y=\"18\">One AdamW step: picoseconds per parameter, less is better</text>");
        for (int i = 0; i < rungs.Length; i++)
        {
            text.AppendLine($"<text x=\"{Left - 10}\" y=\"{BarTop(i) + 15}\" text-anchor=\"end\">{SecurityElement.Escape(rungs[i])}</text>");
        }

        for (int i = 0; i < Sizes.Length; i++)
        {
            Panel(text, results, rungs, Sizes[i], Left + (i * (panel + PanelGap)), panel);
        }

        text.AppendLine($"<text class=\"note\" x=\"0\" y=\"{height - 26}\">The roof is the same traffic over memory without the arithmetic. float32, medians.</text>");
        text.AppendLine($"<text class=\"note\" x=\"0\" y=\"{height - 8}\">{SecurityElement.Escape(results.Versions[0])}, {SecurityElement.Escape(results.Versions[1])}</text>");
        text.AppendLine("</svg>");
        return text.ToString();
    }

    private static void Panel(StringBuilder text, ResultSet results, string[] rungs, int size, int left, int width)
    {
        text.AppendLine($"<text class=\"note\" x=\"{left}\" y=\"{Top - 14}\">{size:N0} parameters</text>");
        double[] values = [.. rungs.Select(rung => Picoseconds(results, rung, size))];
        double scale = (width - LabelWidth) / values.Max();
        for (int i = 0; i < rungs.Length; i++)
        {
            string kind = rungs[i] is Rungs.OneThread or Rungs.AllThreads ? "eden" : rungs[i] is Rungs.Roof or Rungs.RoofOfAll ? "roof" : "other";
            double length = Math.Max(1, values[i] * scale);
            text.AppendLine($"<rect class=\"{kind}\" x=\"{left}\" y=\"{BarTop(i)}\" width=\"{length:F1}\" height=\"{Bar}\" rx=\"2\"/>");
            text.AppendLine($"<text x=\"{left + length + 6:F1}\" y=\"{BarTop(i) + 15}\">{values[i]:N0}</text>");
        }
    }

    private static int BarTop(int index) => Top + (index * (Bar + Gap));

    private static string Describe(ResultSet results, string[] rungs) => string.Join(' ', Sizes.Select(size =>
        $"{size:N0} parameters: {string.Join(", ", rungs.Select(rung => $"{rung} {Picoseconds(results, rung, size):N0}"))}."));

    private static double Picoseconds(ResultSet results, string rung, int size) =>
        results.Ladder.First(timing => timing.Benchmark == rung && (int)timing.Parameter == size).Seconds / size * 1e12;
}
