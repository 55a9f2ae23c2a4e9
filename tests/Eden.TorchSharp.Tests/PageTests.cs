using System.Diagnostics.CodeAnalysis;
using Eden;
using Eden.Testing;
using Eden.Torch;
using static TorchSharp.torch;
using AdamW = Eden.Torch.AdamW;

namespace Page;

/// <summary>The code of docs/torchsharp.md, line by line.</summary>
[SuppressMessage("Style", "IDE0008", Justification = "As users write.")]
public class PageTests
{
    [Fact]
    public void The_code_of_the_page_runs()
    {
        var model = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 1));
        Tensor x = randn(8, 4);
        var optimizer = new AdamW(model.named_parameters(), lr: 1e-3);
        optimizer.Fused.Gradients = new() { MaxNorm = 1, NonFinite = NonFiniteGradients.SkipStep };
        optimizer.Fused.Adjust = options => (AdamWOptions)options with { Cautious = true };
        using FusedOptimizer lion = new(model.named_parameters(), new LionOptions { LearningRate = 1e-4, WeightDecay = 0.1 });
        using FusedOptimizer free = new(model.named_parameters(), new ScheduleFreeAdamWOptions());
        model.call(x).pow(2).mean().backward();
        optimizer.step();
        lion.step();
        free.step();
        using (free.Evaluate())
        {
            Console.WriteLine(model.call(x).mean().item<float>());
        }

        Assert.True(optimizer.Fused.LastStep!.Value.GradientNorm > 0);
        optimizer.Dispose();
    }

    [Fact]
    public void The_page_has_no_other_code()
    {
        HashSet<string> run = [.. File.ReadAllLines(Repository.PathTo("tests", "Eden.TorchSharp.Tests", "PageTests.cs")).Select(line => line.Trim())];
        string[] blocks = [.. File.ReadAllText(Repository.PathTo("docs", "torchsharp.md")).ReplaceLineEndings("\n").Split("```csharp\n").Skip(1).Select(block => block.Split("```")[0])];
        Assert.Equal(5, blocks.Length);
        Assert.All(blocks.SelectMany(block => block.Split('\n')).Where(line => line.Length > 0), line => Assert.Contains(line.Trim(), run));
    }
}
