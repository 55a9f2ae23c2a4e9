using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Eden.Torch.Bench;

/// <summary>The results as a table and a chart.</summary>
internal static class Report
{
    private static readonly string[] Colours = ["#b0b0b0", "#6f9fd8", "#d9480f"];

    public static string Table(IReadOnlyList<(Model Model, Times[] Times)> results)
    {
        StringBuilder text = new();
        text.AppendLine("# AdamW over TorchSharp's tensors\n");
        text.AppendLine("Made by `dotnet run -c Release --project bench/Eden.TorchSharp.Bench -- FOLDER`; what it means is in [docs/torchsharp.md](../../../docs/torchsharp.md).\n");
        text.AppendLine("Milliseconds of a step, float32: the least of all rounds and, in brackets, the median. The three take turns in one process, in a new random order each round, over the same gradients. The fused kernel is PyTorch's own, called in libtorch.\n");
        text.AppendLine(Invariant($"- {Environment.ProcessorCount} processors, {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}"));
        text.AppendLine(Invariant($"- TorchSharp {typeof(TorchSharp.torch).Assembly.GetName().Version!.ToString(3)}, libtorch {TorchSharp.torch.__version__}"));
        text.AppendLine(Invariant($"- {DateTime.UtcNow:yyyy-MM-dd}\n"));
        text.AppendLine("![A step of Eden takes as long as PyTorch's fused kernel or less, and a fraction of TorchSharp's](torchsharp.svg)\n");
        text.AppendLine("| model | TorchSharp | fused kernel | Eden | TorchSharp / Eden | fused / Eden |");
        text.AppendLine("| --- | ---: | ---: | ---: | ---: | ---: |");
        foreach ((Model model, Times[] times) in results)
        {
            string Ratio(Times other) => Invariant($"{other.Least / times[2].Least:F2} ({other.Median / times[2].Median:F2})");
            text.AppendLine(Invariant($"| {model.Name} | {string.Join(" | ", times.Select(one => Invariant($"{one.Least:F2} ({one.Median:F2})")))} | {Ratio(times[0])} | {Ratio(times[1])} |"));
        }

        return text.ToString();
    }

    /// <summary>Least times as bars, on a log axis of four decades from 0.1 ms.</summary>
    public static string Chart(IReadOnlyList<(Model Model, Times[] Times)> results)
    {
        const int Left = 190, Width = 760, Bar = 22, Decade = 125;
        StringBuilder svg = new();
        int height = 70 + (results.Count * ((4 * Bar) + 8));
        svg.AppendLine(Invariant($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {height}\" font-family=\"sans-serif\" font-size=\"13\">"));
        svg.AppendLine("<title>Milliseconds of one AdamW step: TorchSharp, PyTorch's fused kernel, Eden</title>");
        svg.AppendLine(Invariant($"<rect width=\"{Width}\" height=\"{height}\" fill=\"#ffffff\"/>"));
        svg.AppendLine(Invariant($"<text x=\"10\" y=\"24\" font-size=\"16\">Eden steps as fast as PyTorch's fused kernel, and many times as fast as TorchSharp</text>"));
        int y = 44;
        foreach ((Model model, Times[] times) in results)
        {
            svg.AppendLine(Invariant($"<text x=\"10\" y=\"{y + (2 * Bar) - 4}\">{model.Name}</text>"));
            for (int i = 0; i < times.Length; i++, y += Bar)
            {
                double length = Math.Max(2, Decade * Math.Log10(times[i].Least / 0.1));
                svg.AppendLine(Invariant($"<rect x=\"{Left}\" y=\"{y}\" width=\"{length:F0}\" height=\"{Bar - 4}\" fill=\"{Colours[i]}\"/>"));
                svg.AppendLine(Invariant($"<text x=\"{Left + length + 6:F0}\" y=\"{y + 14}\">{times[i].Name}: {times[i].Least:G3} ms</text>"));
            }

            y += Bar + 8;
        }

        svg.AppendLine(Invariant($"<text x=\"{Left}\" y=\"{y}\" fill=\"#555555\">milliseconds of one step, least of all rounds, log axis from 0.1</text>"));
        svg.AppendLine("</svg>");
        return svg.ToString();
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
